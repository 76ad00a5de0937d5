"""Reads that answer GET routes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, select

from services.events.date_exception import DateException
from services.events.event import Event
from services.events.network import Network, feed_window
from services.events.reach import Reach
from services.events.series import Series
from services.events.timing import LONGEST
from services.events.views import event_shown, exception_shown, network_shown, public_network, series_shown
from shared.database import Transaction
from shared.http.paging import page
from shared.icalendar import vtimezone, wrap
from shared.problems import NotFound

Shown = dict[str, Any]
Thing = TypeVar("Thing", Network, Series, Event)

NEXT_EVENTS = 12
FIRST_YEAR = 1970  # no event is older
A_DAY = timedelta(days=1)  # by so much may a zone's new law lengthen one


@dataclass(frozen=True)
class FeedOf:
    """A public network's feed: how it is called, and a `version` that changes whenever a byte of it does."""

    network_id: str
    organisation: str
    name: str
    version: str


_FEED_OF = select(Network.id, Network.organisation, Network.name, Network.signature, Network.wording).add_columns(
    Network.feed_version
)
_BY_ID = _FEED_OF.where(Network.id == bindparam("which"), Network.public)
_BY_SLUG = _FEED_OF.where(Network.slug == bindparam("which"), Network.public)
_IN_FEED = (
    Event.organisation == bindparam("of_organisation"),
    Event.network_id == bindparam("of_network"),
    Event.vevent.is_not(None),
    Event.ends_at >= bindparam("since"),
)
_VEVENTS = select(Event.vevent).where(*_IN_FEED).order_by(Event.sort_key)
_ZONES = (
    select(Event.timezone, func.min(Event.starts_at), func.max(Event.ends_at))
    .where(*_IN_FEED)
    .group_by(Event.timezone)
    .order_by(func.min(Event.sort_key))
)


def network(tx: Transaction, network_id: str, reach: Reach) -> Shown:
    return network_shown(_one(tx, Network, network_id, reach))


def series(tx: Transaction, series_id: str, reach: Reach) -> Shown:
    return series_shown(_one(tx, Series, series_id, reach))


def event(tx: Transaction, event_id: str, reach: Reach) -> Shown:
    return event_shown(_one(tx, Event, event_id, reach))


def exception(tx: Transaction, key: str, reach: Reach) -> Shown:
    """The exception `<series>/<date>`, with the event of that date."""
    series_id, _, day = key.partition("/")
    _one(tx, Series, series_id, reach)
    kept = tx.get(DateException, (series_id, day))
    if kept is None:
        raise NotFound
    found = select(Event.id).where(Event.series_id == series_id, Event.series_date == day)
    return exception_shown(kept, tx.scalar(found))


def networks(tx: Transaction, reach: Reach, *, slug: str | None = None, **paging: Any) -> Shown:
    query = select(Network).where(*reach.covers(Network))
    if slug is not None:
        query = query.where(Network.slug == slug)
    return page(tx, query, Network.id, show=network_shown, **paging)


def all_series(tx: Transaction, reach: Reach, *, network_id: str | None = None, **paging: Any) -> Shown:
    query = select(Series).where(*reach.covers(Series))
    if network_id is not None:
        query = query.where(Series.network_id == network_id)
    return page(tx, query, Series.id, show=series_shown, **paging)


def events_of_series(
    tx: Transaction,
    series_id: str,
    reach: Reach,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    **paging: Any,
) -> Shown:
    """The dates of a series in the order of time."""
    _one(tx, Series, series_id, reach)
    return _by_time(tx, _between(select(Event).where(Event.series_id == series_id), since, until), paging)


def exceptions(tx: Transaction, series_id: str, reach: Reach, **paging: Any) -> Shown:
    """The dates of a series that are not as its rule says, each with its event if there is one."""
    _one(tx, Series, series_id, reach)
    its_event = (Event.series_id == DateException.series_id) & (Event.series_date == DateException.date)
    kept: Any = select(DateException, Event.id).outerjoin(Event, its_event).where(DateException.series_id == series_id)
    return page(tx, kept, DateException.date, show=lambda row: exception_shown(row[0], row[1]), **paging)


def events(
    tx: Transaction,
    reach: Reach,
    *,
    network_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    **paging: Any,
) -> Shown:
    """Events in the order of time."""
    query = select(Event).where(*reach.covers(Event))
    if network_id is not None:
        query = query.where(Event.network_id == network_id)
    return _by_time(tx, _between(query, since, until), paging)


def next_events(tx: Transaction, reach: Reach, network_ids: list[str]) -> Shown:
    """Of each of these networks the event that comes next or goes on just now, if it has one."""
    coming = _between(select(Event.id).where(Event.network_id == Network.id), tx.now, None)
    soonest = coming.order_by(Event.sort_key).limit(1).scalar_subquery()
    ids = select(soonest).where(*reach.covers(Network), Network.id.in_(network_ids))
    found = tx.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.sort_key))
    return {"items": [event_shown(event) for event in found]}


def public_network_by_slug(tx: Transaction, slug: str) -> Shown:
    """A network that is public, with its next events; any other answers like one that does not exist."""
    found = public(tx, Network.slug == slug)
    coming = _announced(found).where(Event.ends_at > tx.now).order_by(Event.sort_key).limit(NEXT_EVENTS)
    return public_network(found, list(tx.scalars(coming)))


def public(tx: Transaction, which: Any) -> Network:
    """The network, if it is public."""
    found = tx.scalar(select(Network).where(which, Network.public))
    if found is None:
        raise NotFound
    return found


def feed_of(tx: Transaction, *, network_id: str | None = None, slug: str | None = None) -> FeedOf:
    """What the feed of a public network depends on; any other answers like one that does not exist."""
    which, value = (_BY_ID, network_id) if slug is None else (_BY_SLUG, slug)
    row = tx.connection().execute(which, {"which": value}).first()
    if row is None:
        raise NotFound
    name = row.name if row.wording == "open" else row.signature
    return FeedOf(row.id, row.organisation, name, f"{row.feed_version}-{feed_window(tx.now):%Y%m}")


def feed(tx: Transaction, found: FeedOf) -> str:
    """The calendar file of a network, joined from what is stored."""
    asked = {"of_network": found.network_id, "of_organisation": found.organisation, "since": feed_window(tx.now)}
    vevents = [str(text) for text in tx.connection().execute(_VEVENTS, asked).scalars()]
    zones = [vtimezone(*row) for row in tx.connection().execute(_ZONES, asked)]
    return wrap("PUBLISH", vevents, zones, name=found.name)


def _announced(found: Network) -> Select[Any]:
    own = Event.organisation == found.organisation, Event.network_id == found.id
    return select(Event).where(*own, Event.published_at.is_not(None))


def _between(query: Select[Any], since: datetime | None, until: datetime | None) -> Select[Any]:
    # the order in which they are listed bounds them too: what is long over is not passed over one by one
    if since is not None:
        query = query.where(Event.ends_at > since)
        query = query.where(Event.sort_key > _place(since - LONGEST - A_DAY)) if since.year > FIRST_YEAR else query
    if until is not None:
        query = query.where(Event.starts_at < until, Event.sort_key < f"{_place(until)}~")
    return query


def _place(instant: datetime) -> str:
    """Where in a list by time events begin that begin then or later."""
    return f"{instant.astimezone(UTC):%Y%m%d%H%M%S}"


def _by_time(tx: Transaction, query: Select[Any], paging: dict[str, Any]) -> Shown:
    return page(tx, query, Event.sort_key, show=event_shown, **paging)


def _one(tx: Transaction, kind: type[Thing], thing_id: str, reach: Reach) -> Thing:
    asked = {"of_id": thing_id, "of_organisation": reach.organisation, "of_network": reach.network}
    found: Thing | None = tx.scalar(_within(kind, reach.network is None), asked)
    if found is None:
        raise NotFound
    return found


@cache
def _within(kind: type[Thing], all_networks: bool) -> Select[Any]:
    query = select(kind).where(kind.id == bindparam("of_id"), kind.organisation == bindparam("of_organisation"))
    network_id: Any = kind.id if issubclass(kind, Network) else kind.network_id
    return query if all_networks else query.where(network_id == bindparam("of_network"))
