"""Who answered an event, page by page, and what a page showed of it the last time."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from services.web.views.events import as_far_as, check_id
from shared.http.client import ApiClient

Shown = dict[str, Any]

UNANSWERED, NEEDS = "unanswered", "needs"
STATUSES = ("confirmed", "waitlisted", "offered", "tentative", "declined", "cancelled")
BLANK: Shown = {"needs": None, "party_size": 1, "position": None, "attendance": None, "attendance_id": None}
AT_ONCE = 50
AT_THE_DOOR = 3  # pages: 600 people


def people_of(registrations: ApiClient, event_id: str, **asked: str) -> tuple[list[Shown], str | None]:
    """One page of those who answered, or of those who did not, and where the list goes on."""
    check_id(event_id)
    wanted = {name: value for name, value in asked.items() if value}
    kind = "registrations"
    if wanted.get("status") == UNANSWERED:
        kind, wanted = "invitations", {**wanted, "answered": "no"}
        wanted.pop("status")
    if wanted.get("status") == NEEDS:
        wanted = {**wanted, "needs": "yes"}
        wanted.pop("status")
    query = urlencode({"limit": AT_ONCE, **wanted})
    path = f"/api/registrations/v1/events/{event_id}/{kind}?{query}"
    answer = registrations.get(path)
    if answer.status == 404:  # nobody heard of it yet
        return [], None
    found = answer.raise_for_problem().json
    return [_with_times(item) for item in found["items"]], found["next"]


def at_the_door(registrations: ApiClient, event_id: str, name: str) -> tuple[list[Shown], bool]:
    """Everyone who answered, by name; asked for one also those invited who did not. Whether there are more."""
    check_id(event_id)
    path = f"/api/registrations/v1/events/{event_id}"
    query = f"?{urlencode({'name': name})}" if name else ""
    people, more = as_far_as(registrations, f"{path}/registrations{query}", AT_THE_DOOR)
    if name:
        others, _ = as_far_as(registrations, f"{path}/invitations{query}&answered=no", 1)
        people += [BLANK | other for other in others]
    return sorted(people, key=lambda person: str(person["name"] or "").casefold()), more


def _with_times(person: Shown) -> Shown:
    until = person.get("offer_until")
    return BLANK | person | {"offer_until": datetime.fromisoformat(until) if until else None}


def fingerprint(*shown: Any) -> str:
    """Changes whenever what is shown does: who has seen it needs it not again."""
    return sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:16]
