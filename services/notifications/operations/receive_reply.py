"""Takes in what came from a phone, once."""

from datetime import datetime

from sqlalchemy import select

from services.notifications.operations.understand_reply import understand_reply
from services.notifications.recipient import Recipient
from services.notifications.reply import IGNORED, NEEDS_PERSON, NOBODYS, Reply
from services.notifications.reply_text import LONGEST
from shared import sql
from shared.database import Transaction


def receive_reply(
    tx: Transaction, *, channel: str, provider_id: str, from_: str, to: str, body: str, told_at: datetime
) -> bool:
    """Stores and understands a text; one that is known already changes nothing. Says whether it was new.

    A number that nobody here has gets no effect and no answer, and neither it nor its words are kept.
    """
    if tx.scalar(select(Reply.id).where(Reply.provider_id == provider_id)):
        return False
    people = _people(tx, from_) if from_ else []
    row = {
        "id": tx.new_id("rpl"),
        "organisation": NOBODYS,
        "provider_id": provider_id,
        "channel": channel,
        "from_contact": from_ if people else "",
        "to_contact": to[:320] if people else "",
        "body": _storable(body) if people else None,
        "received_at": told_at,
        "meaning": None,
        "state": NEEDS_PERSON if people else IGNORED,
    }
    statement = sql.insert(tx, Reply.__table__)  # type: ignore[arg-type]
    stored = tx.execute(statement.values(row).on_conflict_do_nothing(index_elements=["provider_id"]))
    if not stored.rowcount:  # type: ignore[attr-defined]
        return False
    if people:
        understand_reply(tx, tx.get_one(Reply, row["id"]), body, people)
    return True


def _people(tx: Transaction, phone: str) -> list[Recipient]:
    # locked, so that two texts from one phone are understood one after the other
    people = select(Recipient).where(Recipient.phone == phone, Recipient.erased_at.is_(None)).order_by(Recipient.id)
    return list(tx.scalars(people.with_for_update()))


def _storable(body: str) -> str:
    # NUL and half surrogates cannot be stored as text
    return body[:LONGEST].replace("\x00", "").encode("utf-8", "replace").decode()
