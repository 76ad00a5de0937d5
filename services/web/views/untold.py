"""Whom no message tells of a change: an organiser calls them."""

from collections.abc import Iterable
from typing import Any

from services.web.views.events import check_id, if_known
from services.web.views.people import people_by_id, with_stop
from shared.http.client import ApiClient

Shown = dict[str, Any]
EVENTS = "/api/notifications/v1/events"
CHANGED = ("rescheduled", "cancelled")


def untold_of(notifications: ApiClient, registrations: ApiClient, event: Shown) -> tuple[list[Shown], bool]:
    """The first who do not know yet that an event was moved or cancelled, and whether there are more."""
    if event["status"] not in CHANGED:
        return [], False
    found = if_known(lambda: notifications.get(f"{EVENTS}/{event['id']}/untold"))
    if found is None:
        return [], False
    ids = (one["participant_id"] for one in found["items"])
    return to_call(registrations, ids, event["network_id"]), found["next"] is not None


def to_call(registrations: ApiClient, ids: Iterable[str], network_id: str) -> list[Shown]:
    """These people with their numbers, as far as the visitor may see them."""
    people = [with_stop(person, network_id) for person in people_by_id(registrations, ids).values()]
    return sorted(people, key=lambda person: str(person["shown"]).casefold())


def told_by_me(notifications: ApiClient, event_id: str, participant_id: str) -> None:
    """Notes that a person told them; who knew already knows."""
    check_id(participant_id)
    answer = notifications.delete(f"{EVENTS}/{event_id}/untold/{participant_id}")
    if answer.status != 409:
        answer.raise_for_problem()
