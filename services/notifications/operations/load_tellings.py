"""Reads all that the texts of a window depend on, in one query each."""

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Row, Select, Table, case, func, select
from sqlalchemy.orm import aliased

from services.notifications.base import Base
from services.notifications.concerned import TOLD
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import SMS, Notification
from services.notifications.occasions import OCCASIONS
from services.notifications.recipient import Recipient
from services.notifications.suppression import forbidden
from services.notifications.telling import Choice, Telling
from shared.bulk import among
from shared.database import Transaction
from shared.sql import dialect_of, one_of

Thing = TypeVar("Thing", bound=Base)


class Tellings:
    """The tellings of these claimed rows, all of one channel; what is sent is noted, for it changes the next."""

    def __init__(
        self, tx: Transaction, channel: str, rows: Collection[Row[Any]], link: Callable[[Invitation], str]
    ) -> None:
        self._link = link
        events = {row.event_id for row in rows} | {choice["event_id"] for row in rows for choice in _choices(row)}
        self._events = _standing_still(tx, events)
        self._networks = _by_id(tx, KnownNetwork, {row.network_id for row in rows})
        self._people = _people(tx, {row.participant_id for row in rows})
        self._invitations = _by_id(tx, Invitation, {row.invitation_id for row in rows})
        self.suppressed = _suppressed(tx, [row.id for row in rows])
        self._told = _told(tx, channel, rows)
        self._introduced = _introduced(tx, channel, rows)
        self._sharing = _sharing(tx, rows) if channel == SMS else set()

    def can_tell(self, row: Row[Any]) -> bool:
        """False while one of its events is being changed: what it said would be forgotten by those who tell of that."""
        return row.event_id in self._events and all(choice["event_id"] in self._events for choice in _choices(row))

    def of(self, row: Row[Any]) -> Telling:
        """The telling of this row."""
        invitation = self._invitations[row.invitation_id]
        acquaintance = (row.participant_id, row.network_id)
        introduce = bool(row.data.get("introduced")) or acquaintance not in self._introduced
        return Telling(
            occasion=OCCASIONS[row.occasion],
            event=self._events[row.event_id],
            network=self._networks[row.network_id],
            person=self._people[row.participant_id],
            invitation=invitation,
            data=row.data,
            introduce=introduce,
            shared=acquaintance in self._sharing,
            link=self._link(invitation) if invitation.link_version else "",
            choices=tuple(
                Choice(self._events[choice["event_id"]], choice["call_name"], choice["yes"]) for choice in _choices(row)
            ),
        )

    def sent(self, row: Row[Any]) -> None:
        """Notes that this one goes out: only the first introduces us, and what it tells need not be told again."""
        self._introduced.add((row.participant_id, row.network_id))
        self._told[row.invitation_id] = self._events[row.event_id].sequence

    def told_sequence(self, row: Row[Any]) -> int | None:
        """The newest state of the event that any other notification on this channel told her."""
        return self._told.get(row.invitation_id)


def _by_id(tx: Transaction, kind: type[Thing], ids: Iterable[str]) -> dict[str, Thing]:
    query = select(kind).where(among(tx, kind.id, set(ids)))  # type: ignore[attr-defined]
    return {row.id: row for row in tx.scalars(query.execution_options(populate_existing=True))}  # type: ignore[attr-defined]


def _people(tx: Transaction, ids: Iterable[str]) -> dict[str, Recipient]:
    """As rows, not as objects that a session looks after: a window has hundreds of them."""
    table = cast(Table, Recipient.__table__)
    return {row.id: cast(Recipient, row) for row in tx.execute(select(table).where(among(tx, table.c.id, set(ids))))}


def _standing_still(tx: Transaction, ids: Collection[str]) -> dict[str, KnownEvent]:
    """These events, kept as they are until this transaction ends; without those that are being changed."""
    # Who changes an event looks who was told its old state. Waiting here for her would be a ring: she waits for rows.
    query = select(KnownEvent).where(KnownEvent.id.in_(ids)).with_for_update(read=True, skip_locked=True)
    return {event.id: event for event in tx.scalars(query.execution_options(populate_existing=True))}


def _choices(row: Row[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = row.data.get("choices", [])
    return found


def _suppressed(tx: Transaction, ids: Collection[str]) -> set[str]:
    return set(tx.scalars(_forbidden(dialect_of(tx)), {"of_ids": list(ids)}))


@lru_cache
def _forbidden(dialect: str) -> Select[Any]:
    contact = case((Notification.channel == SMS, Recipient.phone), else_=Recipient.email)
    gate = forbidden(
        channel=Notification.channel,
        contact=contact,
        organisation=Notification.organisation,
        network_id=Notification.network_id,
    )
    query = select(Notification.id).join(Recipient, Recipient.id == Notification.participant_id)
    return query.where(one_of(Notification.id, "of_ids", dialect), gate)


def _told(tx: Transaction, channel: str, rows: Collection[Row[Any]]) -> dict[str, int]:
    asking = {row.invitation_id for row in rows if OCCASIONS[row.occasion].of_event}
    query = (
        select(Notification.invitation_id, func.max(Notification.told_sequence))
        .where(
            among(tx, Notification.participant_id, {row.participant_id for row in rows}),
            among(tx, Notification.invitation_id, asking),
            Notification.channel == channel,
            Notification.state.in_(TOLD),
            Notification.told_sequence.is_not(None),
            ~among(tx, Notification.id, [row.id for row in rows]),
        )
        .group_by(Notification.invitation_id)
    )
    return {invitation: sequence or 0 for invitation, sequence in tx.execute(query)} if asking else {}


def _introduced(tx: Transaction, channel: str, rows: Collection[Row[Any]]) -> set[tuple[str, str]]:
    query = select(Notification.participant_id, Notification.network_id).where(
        among(tx, Notification.participant_id, {row.participant_id for row in rows}),
        Notification.channel == channel,
        Notification.state.in_(TOLD),
        ~among(tx, Notification.id, [row.id for row in rows]),
    )
    return {(person, network) for person, network in tx.execute(query.distinct())}


def _sharing(tx: Transaction, rows: Collection[Row[Any]]) -> set[tuple[str, str]]:
    """Who has one phone with somebody else whom the same network invited."""
    people = {"of_people": list({row.participant_id for row in rows})}
    return {(person, network) for person, network in tx.execute(_on_one_phone(dialect_of(tx)), people)}


@lru_cache
def _on_one_phone(dialect: str) -> Select[str, str]:
    hers, other = aliased(Recipient), aliased(Recipient)
    return (
        select(hers.id, Invitation.network_id)
        .join(other, (other.phone == hers.phone) & (other.organisation == hers.organisation) & (other.id != hers.id))
        .join(Invitation, Invitation.participant_id == other.id)
        .where(one_of(hers.id, "of_people", dialect), other.erased_at.is_(None))
        .distinct()
    )
