"""What organisers' pages show of events and registrations, put together from several answers."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from shared.http.client import Answer, ApiClient, ApiProblem
from shared.problems import NotFound

Shown = dict[str, Any]

NOBODY: Shown = {
    "version": None,
    "invited": 0,
    "unanswered": 0,
    "answers": [],
    "attendance": [],
    "walk_ins": 0,
    "brought": 0,
    "not_recorded": 0,
    "opens_at": None,
    "closed_at": None,
}
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST_PAGE = 200
LISTED = 30  # coming events at once
MOST_PAGES = 25  # of one list: 5,000 people


def coming_events(
    events: ApiClient, now: datetime, cursor: str | None, names: dict[str, str]
) -> tuple[list[Shown], str | None]:
    """The next events with the names of their networks, and where the list goes on."""
    query = f"?limit={LISTED}&from={now.isoformat().replace('+00:00', 'Z')}"
    answer = events.get(f"/api/events/v1/events{query}{f'&cursor={cursor}' if cursor else ''}").raise_for_problem()
    items = [with_times(item) | {"network": names.get(item["network_id"], "")} for item in answer.json["items"]]
    return items, answer.json["next"]


def one_event(events: ApiClient, event_id: str) -> Shown:
    """An event."""
    check_id(event_id)
    return with_times(events.get(f"/api/events/v1/events/{event_id}").raise_for_problem().json)


def one_network(events: ApiClient, network_id: str) -> Shown:
    """A network."""
    check_id(network_id)
    found: Shown = events.get(f"/api/events/v1/networks/{network_id}").raise_for_problem().json
    return found


def numbers_of(registrations: ApiClient, event_id: str) -> Shown:
    """How many are invited, what they answered and who came; none while nobody has heard of it.

    Their `version` changes whenever anything does that lists of these people show, but for a name.
    """
    check_id(event_id)
    answer = registrations.get(f"/api/registrations/v1/events/{event_id}/numbers")
    if answer.status == 404:
        return NOBODY
    found: Shown = answer.raise_for_problem().json
    times = {name: datetime.fromisoformat(found[name]) if found[name] else None for name in ("opens_at", "closed_at")}
    return found | times | {"version": answer.headers.get("ETag")}


def answers_to(registrations: ApiClient, event_ids: list[str]) -> dict[str, Shown]:
    """How many said yes, no or maybe to each of these events, and how many nothing yet; asked of all at once."""
    if not event_ids:
        return {}
    path = f"/api/registrations/v1/events/numbers?ids={','.join(event_ids)}"
    items = registrations.get(path).raise_for_problem().json["items"]
    return {one["event_id"]: by_answer(one) for one in items}


def by_answer(numbers: Shown) -> Shown:
    """How many said yes, no or maybe, and how many nothing yet."""
    people = {one["status"]: one["people"] for one in numbers["answers"]}
    return {
        "yes": sum(people.get(status, 0) for status in ("confirmed", "waitlisted", "offered")),
        "no": people.get("declined", 0),
        "maybe": people.get("tentative", 0),
        "unanswered": numbers["unanswered"],
    }


def needs_of(registrations: ApiClient, event_id: str) -> Shown | None:
    """What those who have a seat need, in sums; None if nobody needs anything."""
    check_id(event_id)
    answer = registrations.get(f"/api/registrations/v1/events/{event_id}/needs")
    if answer.status == 404:
        return None
    found: Shown = answer.raise_for_problem().json
    asked = found["interpreters"] or found["child_care"]["people"] or found["transport"]["people"]
    return found if asked else None


def if_known(ask: Callable[[], Answer], unknown: Shown | None = None) -> Shown | None:
    """What a service says; `unknown` where it has not heard of it yet, None where it is away: a page does without."""
    try:
        return dict(ask().raise_for_problem().json)
    except ApiProblem as problem:
        if problem.status != 404 and problem.status < 500:
            raise
        return unknown if problem.status == 404 else None


def check_id(text: str) -> None:
    """404 for what cannot be an id: it becomes part of another service's address."""
    if not ID.fullmatch(text):
        raise NotFound


def everything(api: ApiClient, path: str) -> list[Shown]:
    """All pages of a list."""
    items, _ = as_far_as(api, path, MOST_PAGES)
    return items


def as_far_as(api: ApiClient, path: str, most_pages: int) -> tuple[list[Shown], bool]:
    """The first pages of a list, and whether there are more."""
    items: list[Shown] = []
    cursor = None
    for _ in range(most_pages):
        query = f"{'&' if '?' in path else '?'}limit={LARGEST_PAGE}" + (f"&cursor={cursor}" if cursor else "")
        answer = api.get(path + query).raise_for_problem().json
        items += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break
    return items, cursor is not None


def with_times(item: Shown) -> Shown:
    """An event with its times as such."""
    times = [name for name in ("starts_at", "ends_at", "invite_at") if item[name]]
    return item | {name: datetime.fromisoformat(item[name]) for name in times}
