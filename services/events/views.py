"""Networks, series and events as HTTP shows them."""

from typing import Any

from services.events.date_exception import DateException
from services.events.event import Event
from services.events.network import Network
from services.events.series import Series
from services.events.vevent import is_open
from shared.local_time import to_local

_NETWORK = (
    "id",
    "revision",
    "name",
    "slug",
    "timezone",
    "country",
    "languages",
    "signature",
    "contact",
    "about",
    "wording",
    "public",
    "sending",
    "quiet_hours",
    "waitlist",
    "changed_at",
    "changed_by",
)
_SERIES = (
    "id",
    "revision",
    "network_id",
    "title",
    "rrule",
    "timezone",
    "capacity",
    "place",
    "attendance_mode",
    "wording",
    "published",
    "changed_at",
    "changed_by",
)
_EVENT = (
    "id",
    "revision",
    "network_id",
    "series_id",
    "series_date",
    "title",
    "theme",
    "practical",
    "timezone",
    "capacity",
    "place",
    "attendance_mode",
    "wording",
    "status",
    "uid",
    "sequence",
    "invite_at",
    "reason",
    "changed_at",
    "changed_by",
)


def network_shown(network: Network) -> dict[str, Any]:
    return {name: getattr(network, name) for name in _NETWORK}


def series_shown(series: Series) -> dict[str, Any]:
    own = {name: getattr(series, name) for name in _SERIES}
    return own | {"starts_at": series.first, "duration": series.length, "invite_before": series.lead}


def event_shown(event: Event) -> dict[str, Any]:
    own = {name: getattr(event, name) for name in _EVENT}
    return own | _times(event) | {"seats": _seats(event)}


def exception_shown(exception: DateException, event_id: str | None) -> dict[str, Any]:
    names = ("series_id", "date", "skip", "starts_at")
    return {name: getattr(exception, name) for name in names} | {"event_id": event_id}


def public_event(event: Event, network: Network) -> dict[str, Any]:
    """What everyone may know of an event: with neutral wording that it is, and when."""
    spoken = is_open(event, network)
    told = ("title", "theme", "place", "attendance_mode")
    return {
        "uid": event.uid,
        "status": event.status,
        "timezone": event.timezone,
        "wording": "open" if spoken else "neutral",
        **_times(event),
        **{name: getattr(event, name) if spoken else None for name in told},
    }


def public_network(network: Network, events: list[Event]) -> dict[str, Any]:
    """What everyone may know of a public network; whom to ring only where its wording is open."""
    own = {name: getattr(network, name) for name in ("name", "slug", "country", "timezone", "languages", "about")}
    return own | {
        "contact": network.contact if network.wording == "open" else None,
        "calendar": f"/api/events/v1/public/networks/{network.slug}/calendar.ics",
        "events": [public_event(event, network) for event in events],
    }


def _times(event: Event) -> dict[str, Any]:
    return {name: to_local(getattr(event, name), event.timezone) for name in ("starts_at", "ends_at")}


def _seats(event: Event) -> dict[str, int | None] | None:
    if not event.seats_revision:
        return None
    return {"allowed": event.seats_allowed, "taken": event.seats_taken, "waiting": event.seats_waiting}
