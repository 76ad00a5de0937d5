"""Uses up a link: of two who use the same one at once, one is refused."""

from sqlalchemy import select, update

from services.web.link import Link
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import Conflict, Forbidden


class LinkIsGone(Conflict):
    """The link was used, is too old, or never was: all answer alike."""

    title = "This link is no longer good"

    def __init__(self) -> None:
        super().__init__("This link is no longer good: ask for a new one.")


class OtherBrowser(Forbidden):
    """The link is good, in another browser: the one in which it was asked for."""

    title = "This link is for another browser"

    def __init__(self) -> None:
        super().__init__("Open the link in the browser in which you asked for it, or ask for another one here.")


def good_link(tx: Transaction, token: str, *, kinds: tuple[str, ...], asked: str | None = None) -> Link:
    """The link of this token, untouched; LinkIsGone, or OtherBrowser if it is not for who holds the secret `asked`."""
    link = tx.scalar(select(Link).where(Link.token_hash == token_hash(token), Link.kind.in_(kinds)))
    if link is None or not link.is_good(tx.now):
        raise LinkIsGone
    if not link.is_for(asked):
        raise OtherBrowser
    return link


def use_link(tx: Transaction, token: str, *, kinds: tuple[str, ...], asked: str | None = None) -> Link:
    """The same, used up from now on."""
    link = good_link(tx, token, kinds=kinds, asked=asked)
    taken = update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=tx.now)
    if tx.execute(taken.returning(Link.id)).first() is None:
        raise LinkIsGone
    return link
