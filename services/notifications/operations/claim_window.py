"""Claims a window of notifications and writes their texts, or settles them otherwise; calls nobody."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import structlog
from sqlalchemy import Integer, Row, Select, Table, bindparam, func, select

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
from shared.bulk import change_all
from shared.database import Transaction

_log = structlog.get_logger(__name__)

TABLE = cast(Table, Notification.__table__)
_OTHERS = [column for column in TABLE.c if column.name not in ("due_at", "lease", "attempts")]
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


def claim_window(
    tx: Transaction, channel: Channel, *, limit: int, lease: timedelta, lanes: Collection[str] = LANES
) -> tuple[int, list[Parcel]]:
    """The most urgent that are due, each marked as being sent before anyone is called; and how many were looked at."""
    rows: list[Row[Any]] = []
    name = tx.new_id("lease")
    for lane in lanes:
        if len(rows) < limit:
            rows += _due(tx, channel.name, lane, limit - len(rows), name, tx.now + lease)
    if not rows:
        return 0, []
    return len(rows), _write(tx, channel, rows)


def _due(tx: Transaction, channel: str, lane: str, limit: int, lease: str, until: datetime) -> list[Row[Any]]:
    """Rows, locked, as they are once claimed; that is written together with what is decided about each."""
    mine = {"its_channel": channel, "its_lane": lane, "by_now": tx.now, "at_most": limit}
    return list(tx.execute(_claiming(_states(channel)), {"due_at": until, "lease": lease} | mine))


@lru_cache(maxsize=10)
def _claiming(states: tuple[str, ...]) -> Select[Any]:
    due = select(*_OTHERS, *(bindparam(name, type_=TABLE.c[name].type).label(name) for name in ("due_at", "lease")))
    mine = (TABLE.c.channel == bindparam("its_channel"), TABLE.c.lane == bindparam("its_lane"))
    query = due.add_columns((TABLE.c.attempts + 1).label("attempts"))
    query = query.where(*mine, TABLE.c.state.in_(states), TABLE.c.due_at <= bindparam("by_now"))
    query = query.order_by(TABLE.c.due_at, TABLE.c.id).limit(bindparam("at_most", type_=Integer))
    return query.with_for_update(skip_locked=True, of=TABLE)


def anything_due(tx: Transaction, channel: str, lanes: Collection[str] = LANES) -> bool:
    """Whether there is a window to claim; so that an idle sender writes nothing."""
    return first_due(tx, channel, _states(channel), lanes) is not None


def first_due(tx: Transaction, channel: str, states: tuple[str, ...], lanes: Collection[str] = LANES) -> str | None:
    """One that is due on this channel in one of these states, if there is any."""
    found: str | None = tx.scalar(_first_due(states, tuple(lanes)), {"its_channel": channel, "by_now": tx.now})
    return found


@lru_cache(maxsize=20)
def _first_due(states: tuple[str, ...], lanes: tuple[str, ...]) -> Select[Any]:
    # lane by lane in the order of the index: of EXISTS PostgreSQL hopes for an early hit, and reads the whole table
    mine = TABLE.c.channel == bindparam("its_channel"), TABLE.c.due_at <= bindparam("by_now")
    due = select(TABLE.c.id).where(*mine, TABLE.c.state.in_(states)).order_by(TABLE.c.due_at).limit(1)
    first = [due.where(TABLE.c.lane == lane) for lane in lanes]
    return select(func.coalesce(*(one.scalar_subquery() for one in first), None))


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
            changes.append(_given_up(row, tx.now, f"cannot be written: {type(error).__name__}"))
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


def _given_up(row: Row[Any], now: datetime, reason: str) -> dict[str, Any]:
    return _change(row, reason=row.reason, due_at=None, dead_at=now, last_error=reason)


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
    "dead_at",
    "last_error",
)


def _change(row: Row[Any], **values: Any) -> dict[str, Any]:
    kept = {name: row._mapping[name] for name in _CHANGING} | {"lease": None, "reason": None} | values
    return {"its_id": row.id} | {f"new_{name}": value for name, value in kept.items()}


def _update(tx: Transaction, changes: Collection[dict[str, Any]]) -> None:
    change_all(tx, TABLE, [{name.partition("_")[2]: value for name, value in one.items()} for one in changes], "id")
