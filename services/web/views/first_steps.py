"""The five steps from an empty organisation to the first invitation, and how far they have come."""

from dataclasses import dataclass
from typing import Any

from services.web.views.events import everything
from shared.http.client import ApiClient

Shown = dict[str, Any]

STEPS = ("network", "series", "announced", "people", "sending")
LOOKED_AT = 50  # dates, to see whether one is announced


@dataclass(frozen=True)
class FirstSteps:
    """Of the newest network; `done` names the steps that are behind. At `to_announce` its dates are announced."""

    network: Shown | None
    done: frozenset[str]
    to_announce: str | None = None

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
    some = f"network_id={network['id']}&limit={LOOKED_AT}"
    series = events.get(f"/api/events/v1/series?{some}").raise_for_problem().json["items"]
    dates = events.get(f"/api/events/v1/events?{some}").raise_for_problem().json["items"]
    member = f"/api/registrations/v1/memberships?network_id={network['id']}&limit=1"
    found = {
        "network": True,
        "series": series or dates,
        "announced": any(one["published"] for one in series) or any(one["status"] != "draft" for one in dates),
        "people": registrations.get(member).raise_for_problem().json["items"],
        "sending": network["sending"] == "on",
    }
    planned = [f"/series/{one['id']}" for one in series] + [f"/events/{one['id']}" for one in dates]
    to_announce = f"{planned[0]}/publish" if planned else None
    return FirstSteps(network, frozenset(step for step, is_done in found.items() if is_done), to_announce)
