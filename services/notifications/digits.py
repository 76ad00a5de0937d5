"""Which digits in a text mean yes and no to which invitation: 1 and 2 for the first open one on a phone, then 3 and 4.

A pair of digits is held until a day after its event is over, so that a late "1" never answers another invitation. Digits
differ over all organisations that write to the phone, whatever number they write from.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select, update

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.recipient import Recipient
from shared.database import Transaction

HELD_AFTER = timedelta(days=1)


def allot(tx: Transaction, invitation_ids: Collection[str]) -> dict[str, int]:
    """Gives each of these invitations its odd digit, the smallest free on its phone; who has one keeps it."""
    asked = select(Invitation.id, Invitation.yes_digit, Recipient.phone).join(
        Recipient, Recipient.id == Invitation.participant_id
    )
    rows = tx.execute(
        asked.join(KnownEvent, KnownEvent.id == Invitation.event_id)
        .where(Invitation.id.in_(invitation_ids), Recipient.phone.is_not(None))
        .order_by(KnownEvent.starts_at, Invitation.id)
    ).all()
    given = {row.id: row.yes_digit for row in rows if row.yes_digit is not None}
    wanting = [row for row in rows if row.yes_digit is None]
    if not wanting:
        return given
    held = _held_on(tx, {row.phone for row in wanting})
    for row in wanting:
        digit = smallest_free(held[row.phone])
        held[row.phone].add(digit)
        given[row.id] = digit
    tx.execute(update(Invitation), [{"id": row.id, "yes_digit": given[row.id]} for row in wanting])
    return given


def smallest_free(held: Collection[int]) -> int:
    """The smallest odd number that is not held."""
    digit = 1
    while digit in held:
        digit += 2
    return digit


def _held_on(tx: Transaction, phones: Collection[str]) -> defaultdict[str, set[int]]:
    # locked, so that two workers at one phone do not give the same digit; always in the order of ids
    people = select(Recipient.id, Recipient.phone).where(Recipient.phone.in_(phones)).order_by(Recipient.id)
    phone_of = {row.id: row.phone for row in tx.execute(people.with_for_update())}
    held: defaultdict[str, set[int]] = defaultdict(set)
    rows = tx.execute(
        select(Invitation.participant_id, Invitation.yes_digit)
        .join(KnownEvent, KnownEvent.id == Invitation.event_id)
        .where(
            Invitation.participant_id.in_(phone_of),
            Invitation.yes_digit.is_not(None),
            KnownEvent.ends_at > tx.now - HELD_AFTER,
        )
    )
    for row in rows:
        held[phone_of[row.participant_id]].add(row.yes_digit)
    return held
