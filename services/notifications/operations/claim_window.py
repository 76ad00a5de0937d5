"""Claims a window of notifications and writes their texts, or settles them otherwise; calls nobody."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import ColumnElement, Row, Table, bindparam, exists, select, update

from services.notifications import digits, reach
from services.notifications.gates import IN_CHANGE, Verdict, verdict
from services.notifications.invitation import Invitation
from services.notifications.notification import EMAIL, LANES, QUEUED, SENDING, SMS, UNREACHABLE, Notification
from services.notifications.operations.expect_told import may_be_told
from services.notifications.operations.load_tellings import Tellings
from services.notifications.operations.report_failure import Failure, report_failures
from services.notifications.reach import World
from services.notifications.rendering import Renderer
from services.notifications.telling import Telling
from shared import due_rows
from shared.database import Transaction

_log = structlog.get_logger(__name__)

NOTIFICATIONS = cast(Table, Notification.__table__)
SOON = timedelta(seconds=1)
ASKED = "asked"  # in its data: it was looked up after a restore
Link = Callable[[Invitation], str]


@dataclass(frozen=True)
class Parcel:
    """One claimed notification, ready to be handed over."""

    row: Row[Any]
    telling: Telling
    contact: str
    content: str | bytes
    again: bool


@dataclass(frozen=True)
class Channel:
    """What is needed to write texts for one channel."""

    name: str
    world: World
    renderer: Renderer
    link: Link


def claim_window(tx: Transaction, channel: Channel, *, limit: int, lease: timedelta) -> tuple[int, list[Parcel]]:
    """The most urgent that are due, each marked as being sent before anyone is called; and how many were looked at."""
    rows: list[Row[Any]] = []
    for lane in LANES:
        if len(rows) < limit:
            rows += due_rows.claim(
                tx,
                NOTIFICATIONS,
                limit=limit - len(rows),
                lease=lease,
                where=_open(channel.name, lane),
                order_by=(NOTIFICATIONS.c.due_at, NOTIFICATIONS.c.id),
            )
    if not rows:
        return 0, []
    return len(rows), _write(tx, channel, rows)


def anything_due(tx: Transaction, channel: str) -> bool:
    """Whether there is a window to claim; so that an idle sender writes nothing."""
    table = NOTIFICATIONS
    due = exists().where(table.c.channel == channel, table.c.state.in_(_states(channel)), table.c.due_at <= tx.now)
    return bool(tx.scalar(select(due)))


def _open(channel: str, lane: str) -> ColumnElement[bool]:
    table = NOTIFICATIONS
    return (table.c.channel == channel) & (table.c.lane == lane) & table.c.state.in_(_states(channel))


def _states(channel: str) -> tuple[str, ...]:
    # a text that may have been taken is looked up first; mail cannot be, and is sent again
    return (QUEUED, SENDING) if channel == EMAIL else (QUEUED,)


def _write(tx: Transaction, channel: Channel, rows: list[Row[Any]]) -> list[Parcel]:
    if channel.name == SMS:
        digits.allot(tx, {row.invitation_id for row in rows})
    tellings = Tellings(tx, channel.name, rows, channel.link)
    parcels, changes, failures = [], [], []
    for row in rows:
        try:
            made = _decide(channel, tellings, row, tx.now)
        except Exception as error:  # one text that cannot be written must not keep back the others
            _log.error("notification.unwritten", notification=row.id, error=type(error).__name__, exc_info=True)
            due_rows.give_up(tx, NOTIFICATIONS, [row], reason=f"cannot be written: {type(error).__name__}")
            continue
        if isinstance(made, Verdict):
            changes.append(_stopped(row, made))
            failures += [_failure(row, made)] if made.state == UNREACHABLE else []
        else:
            tellings.sent(row)
            known = _is_known(made, tx.now)
            parcels += [made] if known else []
            changes.append(_sending(made, tx.now) if known else _asked(made, tx.now))
    _update(tx, changes)
    report_failures(tx, failures)
    return parcels


def _decide(channel: Channel, tellings: Tellings, row: Row[Any], now: datetime) -> Verdict | Parcel:
    if not tellings.can_tell(row):
        return Verdict(row.state, IN_CHANGE, now + SOON)
    telling = tellings.of(row)
    why = verdict(
        telling,
        channel.name,
        channel.world,
        suppressed=row.id in tellings.suppressed,
        told_sequence=tellings.told_sequence(row),
        now=now,
    )
    return why or _parcel(channel, telling, row, now)


def _parcel(channel: Channel, telling: Telling, row: Row[Any], now: datetime) -> Parcel:
    contact = reach.contact_of(telling.person, channel.name) or ""
    if channel.name == SMS:
        return Parcel(row, telling, contact, channel.renderer.sms(telling), again=False)
    # the date of the first try, so that a repeat is the same to the byte
    date = row.sending_since or now
    content = channel.renderer.mail(telling, notification_id=row.id, address=contact, date=date)
    return Parcel(row, telling, contact, content, again=row.state == SENDING)


def _sending(parcel: Parcel, now: datetime) -> dict[str, Any]:
    row, telling = parcel.row, parcel.telling
    return _change(
        row,
        state=SENDING,
        due_at=row.due_at,
        lease=row.lease,
        text=parcel.content if isinstance(parcel.content, str) else None,
        sending_since=row.sending_since or now,
        told_revision=telling.event.revision,
        told_sequence=telling.event.sequence,
        possibly_twice=row.possibly_twice or parcel.again or _may_be_mailed(parcel, now),
        data=row.data | ({"introduced": True} if telling.introduce else {}),
    )


def _is_known(parcel: Parcel, now: datetime) -> bool:
    """Whether it was surely not told before: after a restore a text is looked up, once; mail cannot be."""
    row, network = parcel.row, parcel.telling.network
    return row.channel == EMAIL or bool(row.data.get(ASKED)) or not may_be_told(network, row.created_at, now)


def _may_be_mailed(parcel: Parcel, now: datetime) -> bool:
    return parcel.row.channel == EMAIL and may_be_told(parcel.telling.network, parcel.row.created_at, now)


def _asked(parcel: Parcel, now: datetime) -> dict[str, Any]:
    """As if it had been sent then and nobody knew what came of it: the look-up settles that."""
    kept = _sending(parcel, now)
    since = parcel.telling.network.restored_to
    return kept | {
        "new_due_at": now,
        "new_lease": None,
        "new_sending_since": since,
        "new_data": kept["new_data"] | {ASKED: True},
    }


def _stopped(row: Row[Any], why: Verdict) -> dict[str, Any]:
    return _change(row, state=why.state, reason=why.reason, due_at=why.until, attempts=row.attempts - 1)


def _failure(row: Row[Any], why: Verdict) -> Failure:
    return Failure(row.organisation, row.id, row.participant_id, row.event_id, row.channel, why.reason, True)


_CHANGING = (
    "state",
    "reason",
    "due_at",
    "lease",
    "text",
    "sending_since",
    "told_revision",
    "told_sequence",
    "possibly_twice",
    "data",
    "attempts",
)


def _change(row: Row[Any], **values: Any) -> dict[str, Any]:
    kept = {name: row._mapping[name] for name in _CHANGING} | {"lease": None, "reason": None} | values
    return {"its_id": row.id} | {f"new_{name}": value for name, value in kept.items()}


def _update(tx: Transaction, changes: Collection[dict[str, Any]]) -> None:
    if changes:
        statement = update(NOTIFICATIONS).where(NOTIFICATIONS.c.id == bindparam("its_id"))
        tx.connection().execute(statement.values({name: bindparam(f"new_{name}") for name in _CHANGING}), list(changes))
