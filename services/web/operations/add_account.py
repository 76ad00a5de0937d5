"""Gives a person a role in an organisation."""

from sqlalchemy import select

from services.web.account import Account, comparable
from services.web.organisation import Organisation
from shared.database import Transaction
from shared.problems import Conflict, NotFound


def add_account(tx: Transaction, organisation: str, *, email: str, name: str, role: str) -> tuple[Account, bool]:
    """The account of this address, and whether it is new. Asked again with the same role, nothing changes."""
    if tx.get(Organisation, organisation) is None:
        raise NotFound
    known = tx.scalar(select(Account).where(Account.organisation == organisation, Account.email == comparable(email)))
    if known is None:
        return _add(tx, organisation, email=email, name=name, role=role), True
    if known.role != role:
        raise Conflict("This address has an account here with another role.")
    return known, False


def _add(tx: Transaction, organisation: str, *, email: str, name: str, role: str) -> Account:
    account = Account(
        id=tx.new_id("usr"),
        organisation=organisation,
        email=comparable(email),
        name=name,
        role=role,
        created_at=tx.now,
        created_by=tx.by,
    )
    tx.add(account)
    tx.flush()
    return account
