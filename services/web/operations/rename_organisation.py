"""Changes how people read the name of an organisation; its slug stays."""

from services.web.organisation import Organisation
from shared.database import Transaction
from shared.problems import NotFound


def rename_organisation(tx: Transaction, slug: str, name: str) -> None:
    """From now on it is called so."""
    found = tx.get(Organisation, slug)
    if found is None:
        raise NotFound
    found.name = name
