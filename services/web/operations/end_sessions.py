"""Ends sessions: wherever their cookies still lie, they stand for nobody."""

from sqlalchemy import delete, select

from services.web.account import Account
from services.web.session import Session
from shared.database import Transaction
from shared.link_tokens import token_hash


def end_session(tx: Transaction, token: str) -> None:
    """The session of this token is over."""
    tx.execute(delete(Session).where(Session.token_hash == token_hash(token)))


def end_other_sessions(tx: Transaction, account: Account, token: str) -> None:
    """All sessions of this person are over, in whichever organisation, but the one of this token."""
    hers = select(Account.id).where(Account.email == account.email)
    tx.execute(delete(Session).where(Session.account_id.in_(hers), Session.token_hash != token_hash(token)))


def end_sessions_of(tx: Transaction, account: Account) -> None:
    """All sessions of this account are over."""
    tx.execute(delete(Session).where(Session.account_id == account.id))
