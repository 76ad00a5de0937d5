"""Which digits in a text mean yes and no to which invitation: 1 and 2 for the first open one on a phone, then 3 and 4.

A pair of digits is held until a day after its event is over, so that a late "1" never answers another invitation.
Digits differ over all organisations that write to the phone, whatever number they write from.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, select

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.recipient import Recipient
from shared.bulk import among, change_all
from shared.database import Transaction

HELD_AFTER = timedelta(days=1)


def allot(tx: Transaction, invitation_ids: Collection[str]) -> dict[str, int]:
    """Gives each of these invitations its odd digit, the smallest free on its phone; who has one keeps it.

    Invitations without a phone are left out of what it returns.
    """
    phone_of = _phones_locked(tx, invitation_ids)
    held = _held(tx, phone_of)
    given: dict[str, int] = {}
    new: dict[str, int] = {}
    for invitation_id, phone, digit in _in_order(tx, invitation_ids, phone_of):
        others = {taken for other, taken in held[phone].items() if other != invitation_id}
        # a digit clashes when a person got the phone of another after both were told
        if digit is None or digit in others:
            digit = new[invitation_id] = held[phone][invitation_id] = smallest_free(others)
        given[invitation_id] = digit
    if new:
        given_now = [{"id": key, "yes_digit": digit} for key, digit in new.items()]
        change_all(tx, cast(Table, Invitation.__table__), given_now, "id")
    return given


def smallest_free(held: Collection[int]) -> int:
    """The smallest odd number that is not held."""
    digit = 1
    while digit in held:
        digit += 2
    return digit


def _phones_locked(tx: Transaction, invitation_ids: Collection[str]) -> dict[str, str]:
    """The phone of everyone who shares one with these people; locked, so that no digit is given twice at once."""
    asked = select(Invitation.participant_id).where(among(tx, Invitation.id, invitation_ids))
    phones = select(Recipient.phone).where(Recipient.id.in_(asked), Recipient.phone.is_not(None))
    people = select(Recipient.id, Recipient.phone).where(Recipient.phone.in_(phones)).order_by(Recipient.id)
    return {row.id: row.phone for row in tx.execute(people.with_for_update())}


def _held(tx: Transaction, phone_of: dict[str, str]) -> dict[str, dict[str, int]]:
    """By phone, which invitation holds which digit."""
    held: dict[str, dict[str, int]] = {phone: {} for phone in phone_of.values()}
    rows = tx.execute(
        select(Invitation.id, Invitation.participant_id, Invitation.yes_digit)
        .join(KnownEvent, KnownEvent.id == Invitation.event_id)
        .where(
            among(tx, Invitation.participant_id, phone_of),
            Invitation.yes_digit.is_not(None),
            KnownEvent.ends_at > tx.now - HELD_AFTER,
        )
    )
    for row in rows:
        held[phone_of[row.participant_id]][row.id] = row.yes_digit
    return held


def _in_order(
    tx: Transaction, invitation_ids: Collection[str], phone_of: dict[str, str]
) -> list[tuple[str, str, int | None]]:
    rows = tx.execute(
        select(Invitation.id, Invitation.participant_id, Invitation.yes_digit)
        .join(KnownEvent, KnownEvent.id == Invitation.event_id)
        .where(among(tx, Invitation.id, invitation_ids), among(tx, Invitation.participant_id, phone_of))
        .order_by(KnownEvent.starts_at, Invitation.id)
    )
    return [(row.id, phone_of[row.participant_id], row.yes_digit) for row in rows]
