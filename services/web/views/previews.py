"""What people would be told, in which words, and how many they are; asked before anything is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.web.views.events import check_id, if_known
from services.web.views.untold import to_call
from shared.http.client import ApiClient

Shown = dict[str, Any]
NETWORKS = "/api/notifications/v1/networks"
_TEXTS = ("title", "theme", "place", "wording", "timezone")


def invitees(registrations: ApiClient, network_id: str) -> list[Shown]:
    """Whom a date of the network would invite now; nobody while it is not known there."""
    check_id(network_id)
    found = if_known(lambda: registrations.get(f"/api/registrations/v1/networks/{network_id}/invitees"))
    return found["items"] if found else []


def of_members(notifications: ApiClient, event: Shown, people: Sequence[Shown]) -> Shown | None:
    """The invitation to an event for these, also to a draft of which only `events` knows."""
    facts = {name: event[name] for name in _TEXTS} | {"starts_at": event["starts_at"].isoformat()}
    return _asked(notifications, event["network_id"], {"event": facts, "people": list(people)})


def of_change(
    notifications: ApiClient,
    registrations: ApiClient,
    event: Shown,
    occasion: str,
    *,
    starts_at: datetime | None = None,
) -> Shown | None:
    """What those are told who have heard of an event, when it is moved to this time or called off; and whom to call."""
    facts = {"starts_at": starts_at.isoformat()} if starts_at else {}
    body = {"occasion": occasion, "event_id": event["id"], "event": facts}
    told = _asked(notifications, event["network_id"], body)
    return told | {"to_call": to_call(registrations, told["untold"], event["network_id"])} if told else None


def _asked(notifications: ApiClient, network_id: str, body: Shown) -> Shown | None:
    return if_known(lambda: notifications.ask(f"{NETWORKS}/{network_id}/preview", json=body))
