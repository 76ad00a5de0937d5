"""Makes a link by which an organiser signs in once."""

from random import Random

from sqlalchemy import select

from services.web.account import Account, comparable
from services.web.link import LIFETIME, SIGN_IN, Link, NewLink, new_token
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import NotFound


def make_sign_in_link(tx: Transaction, email: str, *, chance: Random, organisation: str | None = None) -> NewLink:
    """A link for the account of this address, in this organisation or the one it was added to last."""
    query = select(Account).where(Account.email == comparable(email)).order_by(Account.created_at.desc(), Account.id)
    if organisation is not None:
        query = query.where(Account.organisation == organisation)
    account = tx.scalars(query).first()
    if account is None:
        raise NotFound("Nobody with this address may organise here; an owner or the operator can add an account.")
    token = new_token(chance)
    link = Link(
        id=tx.new_id("lnk"),
        organisation=account.organisation,
        kind=SIGN_IN,
        token_hash=token_hash(token),
        account_id=account.id,
        expires_at=tx.now + LIFETIME,
        created_at=tx.now,
        created_by=tx.by,
    )
    tx.add(link)
    return NewLink(link.id, token, link.expires_at)
