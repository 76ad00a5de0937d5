"""Signs an organiser in, once per link."""

from random import Random

from sqlalchemy import select

from services.web.account import Account
from services.web.link import SIGN_IN, new_token
from services.web.operations.use_link import good_link, use_link
from services.web.session import Session
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import NotFound


def accounts_of(tx: Transaction, token: str) -> list[Account]:
    """The accounts that this link may sign in to: the one it was made for first, then others of the same address."""
    account = tx.get_one(Account, good_link(tx, token, kind=SIGN_IN).account_id)
    same = tx.scalars(select(Account).where(Account.email == account.email).order_by(Account.organisation))
    return sorted(same, key=lambda other: other.id != account.id)


def sign_in(tx: Transaction, token: str, *, chance: Random, account_id: str | None = None) -> str:
    """Uses the link up and returns the token of a new session; unset, the account is the link's own."""
    accounts = {account.id: account for account in accounts_of(tx, token)}
    chosen = next(iter(accounts.values())) if account_id is None else accounts.get(account_id)
    if chosen is None:
        raise NotFound
    use_link(tx, token, kind=SIGN_IN)
    return open_session(tx, chosen, chance=chance)


def open_session(tx: Transaction, account: Account, *, chance: Random) -> str:
    """The token of a new session of this account."""
    token = new_token(chance)
    tx.add(
        Session(
            token_hash=token_hash(token),
            organisation=account.organisation,
            account_id=account.id,
            created_at=tx.now,
            created_by=tx.by,
            seen_at=tx.now,
        )
    )
    return token
