"""Changes how a person is called or reached, and what she agreed to."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import update

from services.registrations.operations.create_participant import BY_HAND
from services.registrations.operations.invite import invite_to_open_events
from services.registrations.operations.record_consents import Wish, record_consents
from services.registrations.operations.say_again import say_attendance_of
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import CONTACTS, check_channels, find, say_changed
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.keys import Keys
from shared.revision import next_revision


def change_participant(
    tx: Transaction,
    participant_id: str,
    values: dict[str, Any],
    *,
    reach: Reach,
    keys: Keys,
    consents: Sequence[Wish] = (),
    match: Callable[[int], None] = lambda _revision: None,
) -> None:
    """Takes the given values; a new contact is no longer marked unreachable. A new consent brings the open dates."""
    known = find(tx, participant_id, reach, lock=True)
    match(known.revision)
    changed = {name: value for name, value in values.items() if getattr(known, name) != value}
    if changed:
        row = dict(known._mapping) | changed
        check_channels(row)
        row["unreachable"] = {
            channel: why for channel, why in known.unreachable.items() if CONTACTS[channel] not in changed
        }
        row |= {"revision": next_revision(known.revision, tx.now), "changed_at": tx.now, "changed_by": tx.by}
        tx.execute(update(PARTICIPANTS).where(PARTICIPANTS.c.id == participant_id).values(row))
        say_changed(tx, known.organisation, row)
    if "protected" in changed:  # partners lose what they were told, or may be told it after all
        say_attendance_of(tx, participant_id)
    language = values.get("language", known.language)
    recorded = record_consents(
        tx, participant_id, consents, organisation=known.organisation, language=language, source=BY_HAND
    )
    if recorded:
        invite_to_open_events(tx, participant_id, organisation=known.organisation, keys=keys)
