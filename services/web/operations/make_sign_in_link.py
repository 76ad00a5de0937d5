"""Makes a link by which an organiser signs in once, for the operator of the machine to hand over."""

from random import Random

from sqlalchemy import select

from services.web.account import Account, comparable, is_there
from services.web.link import LIFETIME, SIGN_IN, Link, NewLink, new_token
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import NotFound


def make_sign_in_link(tx: Transaction, email: str, *, chance: Random, organisation: str | None = None) -> NewLink:
    """A link for the account of this address, in this organisation or the one it was added to last."""
    account = newest_account(tx, email, organisation=organisation)
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


def newest_account(tx: Transaction, email: str, *, organisation: str | None = None) -> Account | None:
    """The account of this address that was made last, of this organisation if one is named."""
    query = select(Account).where(Account.email == comparable(email), is_there())
    if organisation is not None:
        query = query.where(Account.organisation == organisation)
    return tx.scalars(query.order_by(Account.created_at.desc(), Account.id).limit(1)).first()
