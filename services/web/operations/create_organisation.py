"""Makes an organisation with its first owner."""

from services.web.operations.add_account import add_account
from services.web.organisation import Organisation
from shared.database import Transaction


def create_organisation(
    tx: Transaction, slug: str, *, name: str, owner_email: str, owner_name: str | None = None
) -> tuple[Organisation, bool]:
    """The organisation of this slug, and whether it is new; one that is there already stays exactly as it is."""
    known = tx.get(Organisation, slug)
    if known is not None:
        return known, False
    made = Organisation(organisation=slug, name=name, created_at=tx.now, created_by=tx.by)
    tx.add(made)
    tx.flush()
    add_account(tx, slug, email=owner_email, name=owner_name or owner_email.partition("@")[0], role="owner")
    return made, True
