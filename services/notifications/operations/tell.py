"""Makes the notifications that people are owed, for one person or for thousands alike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import Select, Table, bindparam, select

from services.notifications import reach
from services.notifications.gates import SENDING_HELD
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import (
    AWAITING_RECIPIENT,
    CHANNELS,
    FAILED,
    HELD,
    QUEUED,
    SMS,
    SUPPRESSED,
    UNREACHABLE,
    Notification,
)
from services.notifications.occasions import DESPITE_SUPPRESSION, Occasion
from services.notifications.operations.report_failure import Failure, report_failures
from services.notifications.recipient import Recipient
from services.notifications.suppression import forbidden
from services.notifications.timing import due_at
from shared.bulk import among, insert_new
from shared.database import Transaction
from shared.sql import dialect_of, one_of

NOTIFICATIONS, RECIPIENTS = cast(Table, Notification.__table__), cast(Table, Recipient.__table__)
ANY_CHANNEL = "any"
AT_ONCE = 500
NOT_TRIED: dict[str, Any] = {"state": FAILED, "reason": "nothing arrived there before", "due_at": None}

Row = dict[str, Any]


class Invited(Protocol):
    """Who is told, and of which invitation."""

    @property
    def id(self) -> str: ...

    @property
    def participant_id(self) -> str: ...


def tell(
    tx: Transaction,
    occasion: Occasion,
    *,
    event: KnownEvent,
    network: KnownNetwork,
    invitations: Sequence[Invited],
    cause: int | str,
    channels: Collection[str] = CHANNELS,
    data: Mapping[str, Any] | None = None,
    undo: timedelta = timedelta(0),
    in_vain: bool = False,
) -> None:
    """Owes these people this occasion over every channel of theirs; the same cause twice gives nothing new.

    A person who is not known yet gets one row that waits for her. `undo`: how long an invitation waits. `in_vain`:
    nothing of this event arrived on any of their ways, so it is only written down that it is not told there.
    """
    slots = dict(data or {})
    due = due_at(occasion, event, network, tx.now, slots, undo)
    for start in range(0, len(invitations), AT_ONCE):
        some = invitations[start : start + AT_ONCE]
        rows = list(_rows(tx, occasion, event, network, some, cause, channels, slots, due))
        if in_vain:
            rows = [row | NOT_TRIED if row["state"] in (QUEUED, HELD) else row for row in rows]
        insert_new(tx, NOTIFICATIONS, rows, "key")
        report_failures(tx, [_failure(row) for row in rows if row["state"] == UNREACHABLE])


def _rows(
    tx: Transaction,
    occasion: Occasion,
    event: KnownEvent,
    network: KnownNetwork,
    invitations: Sequence[Invited],
    cause: int | str,
    channels: Collection[str],
    data: Row,
    due: datetime,
) -> Iterator[Row]:
    people = _people(tx, network.organisation, invitations)
    suppressed = _suppressed(tx, network, people)
    for invitation in invitations:
        person = people.get(invitation.participant_id)
        if person is not None and person.erased_at:
            continue
        for channel, state, reason in _ways(occasion, network, person, channels, suppressed):
            yield {
                "id": tx.new_id("ntf"),
                "organisation": network.organisation,
                "network_id": network.id,
                "event_id": event.id,
                "participant_id": invitation.participant_id,
                "invitation_id": invitation.id,
                "occasion": occasion.name,
                "channel": channel,
                "lane": occasion.lane,
                "key": f"{invitation.id}/{occasion.name}/{cause}/{channel}",
                "state": state,
                "created_at": tx.now,
                "due_at": due if state == QUEUED else None,
                "reason": reason,
                "data": data,
            }


def _people(tx: Transaction, organisation: str, invitations: Sequence[Invited]) -> dict[str, Recipient]:
    ids = {invitation.participant_id for invitation in invitations}
    query = select(RECIPIENTS).where(Recipient.organisation == organisation, among(tx, Recipient.id, ids))
    return {person.id: cast(Recipient, person) for person in tx.execute(query)}  # rows: thousands are looked at


def _suppressed(tx: Transaction, network: KnownNetwork, people: Collection[str]) -> set[tuple[str, str]]:
    """Who must not be told on which channel."""
    here = {"of_people": list(people), "its_organisation": network.organisation, "its_network": network.id}
    found = ((channel, tx.scalars(_forbidden(channel, dialect_of(tx)), here)) for channel in CHANNELS)
    return {(key, channel) for channel, keys in found for key in keys}


@lru_cache
def _forbidden(channel: str, dialect: str) -> Select[Any]:
    contact = Recipient.phone if channel == SMS else Recipient.email
    here: dict[str, Any] = {"organisation": bindparam("its_organisation"), "network_id": bindparam("its_network")}
    forbids = forbidden(channel=channel, contact=contact, **here)
    return select(Recipient.id).where(one_of(Recipient.id, "of_people", dialect), forbids)


def _ways(
    occasion: Occasion,
    network: KnownNetwork,
    person: Recipient | None,
    channels: Collection[str],
    suppressed: set[tuple[str, str]],
) -> Iterator[tuple[str, str, str | None]]:
    """Channel, state and reason of each notification this person is owed."""
    if person is None:
        yield ANY_CHANNEL, AWAITING_RECIPIENT, None
        return
    if not reach.chosen(person):
        yield (person.channels[0] if person.channels else SMS), UNREACHABLE, reach.NO_CONTACT
        return
    for channel in reach.chosen(person, [name for name in occasion.channels if name in channels]):
        if (person.id, channel) in suppressed and occasion not in DESPITE_SUPPRESSION:
            yield channel, SUPPRESSED, None
        elif not network.on:
            yield channel, HELD, SENDING_HELD
        else:
            yield channel, QUEUED, None


def _failure(row: Row) -> Failure:
    return Failure(
        row["organisation"], row["id"], row["participant_id"], row["event_id"], row["channel"], row["reason"], True
    )
