"""What the audit recounts of `web`."""

from collections.abc import Iterable

from sqlalchemy import func, select

from services.web.account import OWNER, Account, is_there
from services.web.organisation import Organisation
from shared.audit import Book
from shared.database import Transaction


def books(tx: Transaction) -> Iterable[Book]:
    """Every organisation has an owner who can sign in."""
    all_of_them = tx.scalar(select(func.count()).select_from(Organisation)) or 0
    whole = Account.network_id.is_(None)
    owned = select(func.count(Account.organisation.distinct())).where(Account.role == OWNER, whole, is_there())
    return [Book("organisations", all_of_them, {"with an owner": tx.scalar(owned) or 0})]
