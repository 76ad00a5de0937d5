"""Makes the link by which the first organisation sets itself up in a browser."""

from random import Random

from sqlalchemy import select

from services.web.link import LIFETIME, SET_UP, Link, NewLink, new_token
from services.web.organisation import Organisation
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import Conflict
from shared.tokens import EVERY_ORGANISATION


def make_set_up_link(tx: Transaction, *, chance: Random) -> NewLink:
    """A link that is good once, and only while there is no organisation."""
    if tx.scalar(select(Organisation.organisation).limit(1)) is not None:
        raise Conflict("There is an organisation already: sign in, or let the operator make another.")
    token = new_token(chance)
    link = Link(
        id=tx.new_id("lnk"),
        organisation=EVERY_ORGANISATION,
        kind=SET_UP,
        token_hash=token_hash(token),
        expires_at=tx.now + LIFETIME,
        created_at=tx.now,
        created_by=tx.by,
    )
    tx.add(link)
    return NewLink(link.id, token, link.expires_at)
