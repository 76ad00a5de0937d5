"""What organisers' pages show of events and registrations, put together from several answers."""

import re
from datetime import datetime
from typing import Any

from shared.http.client import ApiClient
from shared.problems import NotFound

Shown = dict[str, Any]

IN_LINE = ("confirmed", "offered", "waitlisted", "tentative", "declined", "cancelled")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST_PAGE = 200
ELSEWHERE = "Europe/Oslo"  # by whose clocks times are told where there is no network yet
MOST_PAGES = 25  # of one list: 5,000 people


def coming_events(events: ApiClient, now: datetime, cursor: str | None) -> tuple[list[Shown], str | None]:
    """The next events with the names of their networks, and where the list goes on."""
    query = f"?limit=50&from={now.isoformat().replace('+00:00', 'Z')}"
    answer = events.get(f"/api/events/v1/events{query}{f'&cursor={cursor}' if cursor else ''}").raise_for_problem()
    names = {network["id"]: network["name"] for network in everything(events, "/api/events/v1/networks")}
    items = [_event(item) | {"network": names.get(item["network_id"], "")} for item in answer.json["items"]]
    return items, answer.json["next"]


def one_event(events: ApiClient, event_id: str) -> Shown:
    """An event."""
    check_id(event_id)
    return _event(events.get(f"/api/events/v1/events/{event_id}").raise_for_problem().json)


def people_of(registrations: ApiClient, event_id: str) -> list[Shown]:
    """Who answered, by what became of it and then by name or place in the line, with who was there."""
    check_id(event_id)
    path = f"/api/registrations/v1/events/{event_id}"
    there = {item["participant_id"]: item for item in everything(registrations, f"{path}/attendance")}
    people = [
        person | {"attendance": there.get(person["participant_id"])}
        for person in everything(registrations, f"{path}/registrations")
    ]
    return sorted(people, key=_order)


def check_in_opens(registrations: ApiClient, event_id: str) -> datetime:
    """From when on people can be checked in."""
    check_id(event_id)
    roll = registrations.get(f"/api/registrations/v1/events/{event_id}/attendance?limit=1").raise_for_problem()
    return datetime.fromisoformat(roll.json["opens_at"])


def home_zone(events: ApiClient) -> str:
    """By whose clocks times are told that belong to no network: those of the first network there is."""
    networks = events.get("/api/events/v1/networks?limit=1").raise_for_problem().json["items"]
    return str(networks[0]["timezone"]) if networks else ELSEWHERE


def counts(people: list[Shown]) -> list[tuple[str, int]]:
    """How many are confirmed, wait, and so on; only what there is."""
    found = [(status, sum(person["status"] == status for person in people)) for status in IN_LINE]
    return [(status, count) for status, count in found if count]


def check_id(text: str) -> None:
    """404 for what cannot be an id: it becomes part of another service's address."""
    if not ID.fullmatch(text):
        raise NotFound


def everything(api: ApiClient, path: str) -> list[Shown]:
    """All pages of a list."""
    items: list[Shown] = []
    cursor = None
    for _ in range(MOST_PAGES):
        query = f"?limit={LARGEST_PAGE}" + (f"&cursor={cursor}" if cursor else "")
        answer = api.get(path + query).raise_for_problem().json
        items += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break
    return items


def _event(item: Shown) -> Shown:
    return item | {name: datetime.fromisoformat(item[name]) for name in ("starts_at", "ends_at")}


def _order(person: Shown) -> tuple[int, int, str]:
    return IN_LINE.index(person["status"]), person.get("position") or 0, str(person.get("name") or "").casefold()
