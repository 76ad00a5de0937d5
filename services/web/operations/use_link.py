"""Uses up a link: of two who use the same one at once, one is refused."""

from sqlalchemy import select, update

from services.web.link import Link
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import Conflict


class LinkIsGone(Conflict):
    """The link was used, is too old, or never was: all answer alike."""

    title = "This link is no longer good"

    def __init__(self) -> None:
        super().__init__("This link is no longer good: ask for a new one.")


def good_link(tx: Transaction, token: str, *, kind: str) -> Link:
    """The link of this token, untouched, or LinkIsGone."""
    link = tx.scalar(select(Link).where(Link.token_hash == token_hash(token), Link.kind == kind))
    if link is None or not link.is_good(tx.now):
        raise LinkIsGone
    return link


def use_link(tx: Transaction, token: str, *, kind: str) -> Link:
    """The link of this token, used up from now on, or LinkIsGone."""
    link = good_link(tx, token, kind=kind)
    taken = update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=tx.now)
    if tx.execute(taken.returning(Link.id)).first() is None:
        raise LinkIsGone
    return link
