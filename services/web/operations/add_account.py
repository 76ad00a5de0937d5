"""Gives a person a role in an organisation, or in one network of it."""

from sqlalchemy import select

from services.web.account import Account, comparable
from services.web.organisation import Organisation
from shared.database import Transaction
from shared.problems import Conflict, NotFound


def add_account(
    tx: Transaction,
    organisation: str,
    *,
    email: str,
    name: str,
    role: str,
    network_id: str | None = None,
    language: str | None = None,
) -> tuple[Account, bool]:
    """The account of this address there, and whether it is new. Asked again with the same role, nothing changes.

    Who was removed has the account back that she had.
    """
    if tx.get(Organisation, organisation, with_for_update=True) is None:  # of two at once, one adds her
        raise NotFound
    known = same_place(tx, organisation, email, network_id)
    if known is not None and known.removed_at is None:
        if known.role != role:
            raise Conflict("This address has an account here with another role.")
        return known, False
    account = known or Account(
        id=tx.new_id("usr"),
        organisation=organisation,
        email=comparable(email),
        network_id=network_id,
        created_at=tx.now,
        created_by=tx.by,
    )
    account.name, account.role, account.language = name, role, language
    account.removed_at = account.invited_at = None
    tx.add(account)
    tx.flush()
    return account, True


def same_place(tx: Transaction, organisation: str, email: str, network_id: str | None) -> Account | None:
    """The account of this address for exactly this network, or for all of them; also one that was removed."""
    there = Account.network_id.is_(None) if network_id is None else Account.network_id == network_id
    query = select(Account).where(Account.organisation == organisation, Account.email == comparable(email), there)
    return tx.scalar(query)
