"""The four steps from an empty organisation to the first invitation, and how far they have come."""

from dataclasses import dataclass
from typing import Any

from services.web.views.events import everything
from shared.http.client import ApiClient

Shown = dict[str, Any]

STEPS = ("network", "series", "people", "sending")


@dataclass(frozen=True)
class FirstSteps:
    """Of the newest network; `done` names the steps that are behind."""

    network: Shown | None
    done: frozenset[str]

    @property
    def left(self) -> list[str]:
        """The steps ahead, in their order."""
        return [step for step in STEPS if step not in self.done]


def first_steps(events: ApiClient, registrations: ApiClient, networks: list[Shown] | None = None) -> FirstSteps:
    """How far the newest network has come."""
    known = everything(events, "/api/events/v1/networks") if networks is None else networks
    if not known:
        return FirstSteps(None, frozenset())
    network = max(known, key=lambda one: one["id"])
    one = f"network_id={network['id']}&limit=1"
    series = events.get(f"/api/events/v1/series?{one}").raise_for_problem().json["items"]
    single = events.get(f"/api/events/v1/events?{one}").raise_for_problem().json["items"]
    members = registrations.get(f"/api/registrations/v1/memberships?{one}").raise_for_problem().json["items"]
    found = {"network": True, "series": series or single, "people": members, "sending": network["sending"] == "on"}
    return FirstSteps(network, frozenset(step for step, is_done in found.items() if is_done))
