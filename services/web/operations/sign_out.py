"""Ends a session."""

from sqlalchemy import delete

from services.web.session import Session
from shared.database import Transaction
from shared.link_tokens import token_hash


def sign_out(tx: Transaction, token: str) -> None:
    """The session of this token is over, wherever its cookie still lies."""
    tx.execute(delete(Session).where(Session.token_hash == token_hash(token)))
