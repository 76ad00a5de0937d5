"""Numbers without names: what became of the answers to an event, when they came, and who came by month."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from services.registrations.answer import ANSWERS, TAKEN, WORDS
from services.registrations.attendance import ATTENDANCE, STATUSES
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.reach import Reach
from services.registrations.registration import CONFIRMED, REGISTRATIONS
from services.registrations.roll import roll_of
from shared.database import Transaction
from shared.local_time import to_local, to_utc
from shared.problems import NotFound

Body = dict[str, Any]

MOST_DAYS = 366
_I, _R, _A, _E = INVITATIONS.c, REGISTRATIONS.c, ATTENDANCE.c, KNOWN_EVENTS.c
_EVENT: Any = bindparam("of_event")
_HER_ENTRY = (_A.event_id == _R.event_id) & (_A.participant_id == _R.participant_id) & ~_A.withdrawn
# many are invited, fewer answer, and fewer still are on the roll or were taken off: each is counted from its own side
_BY_STATUS = (
    select(_R.status, func.count(), func.sum(_R.party_size), func.sum(_R.revision))
    .where(_R.event_id == _EVENT)
    .group_by(_R.status)
)
_INVITED = select(
    *(select(func.count()).where(_I.event_id == _EVENT, which).scalar_subquery() for which in (~_I.removed, _I.removed))
)
_REMOVED = (
    select(func.count())
    .join_from(INVITATIONS, REGISTRATIONS, _R.invitation_id == _I.id)
    .where(_I.event_id == _EVENT, _I.removed)
)
_LIVE = func.count().filter(~_A.withdrawn)
_CAME = (
    select(_A.status, _LIVE, func.count(_A.participant_id).filter(~_A.withdrawn), func.sum(_A.revision))
    .where(_A.event_id == _EVENT)
    .group_by(_A.status)
)
_RECORDED = (
    select(func.count())
    .join_from(ATTENDANCE, REGISTRATIONS, _HER_ENTRY)
    .where(_A.event_id == _EVENT, _R.status == CONFIRMED)
)
_FIRST_ANSWERS = (
    select(ANSWERS.c.answer, ANSWERS.c.told_at)
    .add_columns(
        func.row_number()
        .over(partition_by=ANSWERS.c.invitation_id, order_by=(ANSWERS.c.told_at, ANSWERS.c.id))
        .label("turn")
    )
    .join_from(REGISTRATIONS, ANSWERS, ANSWERS.c.invitation_id == _R.invitation_id)
    .where(_R.event_id == _EVENT, ANSWERS.c.result == TAKEN)
    .subquery()
)
_FIRST = _FIRST_ANSWERS.c
_FROM_TO = (
    select(func.min(ANSWERS.c.told_at), func.max(ANSWERS.c.told_at))
    .join_from(REGISTRATIONS, ANSWERS, ANSWERS.c.invitation_id == _R.invitation_id)
    .where(_R.event_id == _EVENT, ANSWERS.c.result == TAKEN)
)


def of_event(tx: Transaction, event_id: str, reach: Reach, *, opens_before: timedelta) -> tuple[Body, str]:
    """How many are invited, what became of their answers, and who came. Who is not on the roll was not recorded.

    With it a version, which changes whenever an answer, a seat, an invitation or a line of the roll does.
    """
    roll = roll_of(tx, event_id, reach.organisation)
    if not reach.covers(roll.network_id):
        raise NotFound
    asked = {"of_event": event_id}
    invited, removed = tx.connection().execute(_INVITED, asked).one()
    answers = tx.connection().execute(_BY_STATUS, asked).all()
    came = tx.connection().execute(_CAME, asked).all()
    people_by = {status: people for status, people, _, _ in answers}
    registered = sum(people_by.values()) - tx.connection().execute(_REMOVED, asked).scalar_one()
    found = {
        "event_id": event_id,
        "invited": invited,
        "unanswered": invited - registered,
        "answers": [{"status": status, "people": people, "seats": int(seats)} for status, people, seats, _ in answers],
        "attendance": [{"status": status, "people": people} for status, people, _, _ in came if people],
        "walk_ins": sum(people - known for _, people, known, _ in came),
        "not_recorded": people_by.get(CONFIRMED, 0) - tx.connection().execute(_RECORDED, asked).scalar_one(),
        "opens_at": roll.starts_at - opens_before,
        "closed_at": roll.closed_at,
    }
    # every change raises a revision, and no row goes: two states never have the same sums
    revisions = [int(row[-1]) for rows in (answers, came) for row in rows]
    return found, _version_of(found, removed, sum(revisions))


def answers_over_time(tx: Transaction, event_id: str, reach: Reach) -> Body:
    """By day, as clocks where the event is show it: how many gave their first answer, and which; no day left out."""
    event = tx.connection().execute(_ZONE, {"of_event": event_id, "of_organisation": reach.organisation}).first()
    if event is None or not reach.covers(event.network_id):
        raise NotFound
    first, last = tx.connection().execute(_FROM_TO, {"of_event": event_id}).one()
    if first is None:
        return {"event_id": event_id, "timezone": event.timezone, "days": []}
    days = _days(to_local(first, event.timezone).date(), to_local(last, event.timezone).date())
    ends = [to_utc(datetime.combine(day + timedelta(days=1), datetime.min.time()), event.timezone) for day in days]
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for number, answer, people in tx.connection().execute(_by_day(len(ends)), {"of_event": event_id, **_named(ends)}):
        found[number][answer] += people
    until = max(found, default=0) + 1  # after that people only changed their minds
    shown = [{"day": day, **{word: found[number][word] for word in WORDS}} for number, day in enumerate(days[:until])]
    return {"event_id": event_id, "timezone": event.timezone, "days": shown}


def attendance_by_month(tx: Transaction, network_id: str, reach: Reach, *, year: int, series_id: str | None) -> Body:
    """Of the gatherings of a year that have begun: who came, beside who had a seat. Not recorded is not absent."""
    known = select(KNOWN_NETWORKS.c.id).where(
        KNOWN_NETWORKS.c.id == network_id, KNOWN_NETWORKS.c.organisation == reach.organisation
    )
    if not reach.covers(network_id) or tx.connection().execute(known).first() is None:
        raise NotFound
    months = [_empty(year, month) for month in range(1, 13)]
    month_of = {}
    asked = _of_year(tx, network_id, reach, year, series_id)
    for row in tx.connection().execute(_gatherings(series_id is not None), asked):
        local = to_local(row.starts_at, row.timezone)
        if local.year == year:
            month_of[row.id] = months[local.month - 1]
            months[local.month - 1]["gatherings"] += 1
    _count(tx, month_of)
    return {"network_id": network_id, "year": year, "months": months}


_ZONE = select(_E.network_id, _E.timezone).where(_E.id == _EVENT, _E.organisation == bindparam("of_organisation"))
_THESE: Any = bindparam("of_events", expanding=True)
_CAME_TO = (
    select(_A.event_id, _A.status, func.count(), func.count(_A.participant_id))
    .where(_A.event_id.in_(_THESE), ~_A.withdrawn)
    .group_by(_A.event_id, _A.status)
)
_HAD_SEATS = (
    select(_R.event_id, func.count(), func.count(_A.id))
    .outerjoin_from(REGISTRATIONS, ATTENDANCE, _HER_ENTRY)
    .where(_R.event_id.in_(_THESE), _R.status == CONFIRMED)
    .group_by(_R.event_id)
)


@cache
def _gatherings(of_series: bool) -> Select[Any]:
    begun = select(_E.id, _E.starts_at, _E.timezone).where(
        _E.network_id == bindparam("of_network"),
        _E.organisation == bindparam("of_organisation"),
        _E.starts_at >= bindparam("since"),
        _E.starts_at <= bindparam("until"),
        _E.status != CANCELLED,
    )
    return begun.where(_E.series_id == bindparam("of_series")) if of_series else begun


def _of_year(tx: Transaction, network_id: str, reach: Reach, year: int, series_id: str | None) -> Body:
    # a day more at both ends: whose clocks decide is known event by event
    since = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    until = min(datetime(year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1), tx.now)
    asked = {"of_network": network_id, "of_organisation": reach.organisation, "since": since, "until": until}
    return asked | ({"of_series": series_id} if series_id else {})


def _count(tx: Transaction, month_of: dict[str, Body]) -> None:
    for some in _pieces(sorted(month_of)):
        for event_id, status, people, known in tx.connection().execute(_CAME_TO, {"of_events": some}):
            month_of[event_id][status] += people
            month_of[event_id]["walk_ins"] += people - known
        for event_id, people, recorded in tx.connection().execute(_HAD_SEATS, {"of_events": some}):
            month_of[event_id]["confirmed"] += people
            month_of[event_id]["not_recorded"] += people - recorded


def _version_of(*state: Any) -> str:
    return sha256(repr(state).encode()).hexdigest()[:16]


def _pieces(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


def _empty(year: int, month: int) -> Body:
    numbers = ("gatherings", *STATUSES, "walk_ins", "confirmed", "not_recorded")
    return {"month": f"{year}-{month:02}", **dict.fromkeys(numbers, 0)}


def _days(first: date, last: date) -> list[date]:
    """All days between; of a longer time the last of them, the first standing for all before."""
    length = min((last - first).days + 1, MOST_DAYS)
    return [last - timedelta(days=back) for back in reversed(range(length))]


@cache
def _by_day(days: int) -> Select[Any]:
    """Groups by the number of the day at whose end (a parameter each) an answer had come."""
    number = case(*((_FIRST.told_at < bindparam(f"end_{day}"), day) for day in range(days)), else_=days - 1)
    columns = number.label("number"), _FIRST.answer, func.count()
    return select(*columns).where(_FIRST.turn == 1).group_by("number", _FIRST.answer)


def _named(ends: list[datetime]) -> dict[str, datetime]:
    return {f"end_{number}": end for number, end in enumerate(ends)}
