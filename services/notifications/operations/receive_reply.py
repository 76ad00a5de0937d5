"""Takes in what came from a phone, once."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.notifications.operations.understand_reply import understand_reply, whose
from services.notifications.recipient import Recipient
from services.notifications.reply import IGNORED, NEEDS_PERSON, NOBODYS, Reply
from services.notifications.reply_text import LONGEST
from shared import sql
from shared.database import Transaction
from shared.national_numbers import masked

LIKE_A_CONTACT = re.compile(r"[!-~]{1,320}")


def receive_reply(
    tx: Transaction, *, channel: str, provider_id: str, from_: str, to: str, body: str, told_at: datetime
) -> bool:
    """Stores and understands a text; one that is known already changes nothing. Says whether it was new.

    A number that nobody here has gets no effect and no answer, and neither it nor its words are kept.
    """
    if tx.scalar(select(Reply.id).where(Reply.provider_id == provider_id)):
        return False
    people = _people(tx, from_)
    reply = _stored(tx, people, channel, provider_id, from_, to, body, told_at)
    if reply is not None and people:
        understand_reply(tx, reply, body, people)
    return reply is not None


def park_reply(
    tx: Transaction, *, channel: str, provider_id: str, from_: str, to: str, body: str, told_at: datetime, reason: str
) -> None:
    """Stores a text that could not be taken in, without understanding it: a person reads it and the reason."""
    people = _people(tx, from_)
    reply = _stored(tx, people, channel, provider_id, from_, to, body, told_at)
    if reply is not None:
        reply.organisation = whose(tx, people)
        reply.settle(IGNORED if reply.organisation == NOBODYS else NEEDS_PERSON, reason=reason)


def _stored(
    tx: Transaction,
    people: Sequence[Recipient],
    channel: str,
    provider_id: str,
    from_: str,
    to: str,
    body: str,
    told_at: datetime,
) -> Reply | None:
    """The new row of a text, without what nobody here may know; None if there is one already."""
    row = {
        "id": tx.new_id("rpl"),
        "organisation": NOBODYS,
        "provider_id": provider_id,
        "channel": channel,
        "from_contact": from_ if people else "",
        "to_contact": _storable(to)[:320] if people else "",
        "body": masked(_storable(body)) if people else None,
        "received_at": told_at,
        "meaning": None,
        "state": NEEDS_PERSON if people else IGNORED,
    }
    statement = sql.insert(tx, Reply.__table__)  # type: ignore[arg-type]
    quietly = statement.values(row).on_conflict_do_nothing(index_elements=["provider_id"])
    stored = tx.execute(quietly.returning(Reply.__table__.c.id)).first()  # PostgreSQL counts no inserted rows here
    return tx.get_one(Reply, row["id"]) if stored else None


def _people(tx: Transaction, phone: str) -> list[Recipient]:
    if not LIKE_A_CONTACT.fullmatch(phone):
        return []
    # locked, so that two texts from one phone are understood one after the other
    people = select(Recipient).where(Recipient.phone == phone, Recipient.erased_at.is_(None)).order_by(Recipient.id)
    return list(tx.scalars(people.with_for_update()))


def _storable(body: str) -> str:
    # NUL and half surrogates cannot be stored as text
    return body[:LONGEST].replace("\x00", "").encode("utf-8", "replace").decode()
