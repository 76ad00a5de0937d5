"""What needs a person, from every service that knows of something; one that is away is named, and stops nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.web.forms.rhythm import last_date
from services.web.views.events import everything
from services.web.views.untold import CHANGED
from shared.http.client import ApiClient, ApiProblem
from shared.local_time import to_local

Shown = dict[str, Any]

RUNS_OUT_WITHIN = timedelta(days=62)
MOST = 20  # of one kind: who sees to them is told of the next
DEAD = ("events", "registrations", "notifications", "partners")


@dataclass(frozen=True)
class Need:
    """Something that waits for a person: what kind of thing, where it is done, of what it is."""

    kind: str
    address: str
    of: str | dict[str, str] = ""
    day: date | None = None


@dataclass
class Attention:
    """Asks in the name of one organiser; `apis` are the services by name."""

    apis: dict[str, ApiClient]
    now: datetime
    needs: list[Need] = field(default_factory=list)
    away: set[str] = field(default_factory=set)

    def ask(self, service: str, question: Callable[[], Any], nothing: Any) -> Any:
        """The answer, or `nothing` where the service is away, does not know such a thing, or keeps it from her."""
        try:
            return question()
        except ApiProblem as problem:
            if problem.status >= 500:
                self.away.add(service)
            elif problem.status not in (403, 404):
                raise
            return nothing

    def some(self, service: str, path: str) -> bool:
        """Whether there is anything in a list."""
        return bool(self._said(service, f"{path}?limit=1", {"items": []})["items"])

    def of_people(self, networks: list[Shown]) -> None:
        """Gatherings of the last days whose roll nobody has closed, and who asks to join one of these networks."""
        found = self._said("registrations", "attention", {"open_rolls": [], "asked_to_join": []})
        for roll in found["open_rolls"]:
            day = to_local(datetime.fromisoformat(roll["starts_at"]), roll["timezone"]).date()
            self.needs.append(Need("roll", f"/c/{roll['event_id']}", roll["title"], day))
        asked = [one for one in networks if one["id"] in found["asked_to_join"]]
        self.needs += [Need("join", f"/networks/{one['id']}/people/requests", one["name"]) for one in asked[:MOST]]

    def of_messages(self, networks: list[Shown], coming: list[Shown]) -> None:
        """Replies that were not understood, who could not be told of what comes next, and what is held."""
        invited = [event for event in coming if event["invite_at"] and event["invite_at"] <= self.now]
        announced = {event["id"]: event for event in invited if event["status"] != "cancelled"}
        changed = {event["id"]: event for event in coming if event["status"] in CHANGED}
        asked = announced | changed
        query = f"?event_ids={','.join(asked)}" if asked else ""
        nothing = {"replies": False, "held_networks": [], "unreached_events": [], "untold_events": []}
        found = self._said("notifications", f"attention{query}", nothing)
        if found["replies"]:
            self.needs.append(Need("replies", "/messages"))
        untold = found["untold_events"]
        for event in [event for key, event in changed.items() if key in untold][:MOST]:
            self.needs.append(
                Need("untold", f"/events/{event['id']}#untold", event["title"], event["starts_at"].date())
            )
        unreached = [key for key in announced if key in found["unreached_events"] and key not in untold]
        for event in [announced[key] for key in unreached][:MOST]:
            day = event["starts_at"].date()
            self.needs.append(Need("unreached", f"/events/{event['id']}/messages?state=unreached", event["title"], day))
        held = [one for one in networks if one["sending"] == "held" and one["id"] in found["held_networks"]]
        self.needs += [Need("held", f"/networks/{one['id']}/sending", one["name"]) for one in held[:MOST]]

    def of_series(self) -> None:
        """Series that have no dates after two months from now, the first to end before the others."""
        found = self.ask("events", lambda: everything(self.apis["events"], "/api/events/v1/series"), [])
        ending: list[tuple[date, Shown]] = []
        for series in found:
            today = to_local(self.now, series["timezone"]).date()
            first = datetime.fromisoformat(series["starts_at"])
            last = last_date(series["rrule"], first, series["timezone"], today)
            if last is not None and last <= today + RUNS_OUT_WITHIN:
                ending.append((last, series))
        for last, series in sorted(ending, key=lambda one: one[0])[:MOST]:
            self.needs.append(Need("runs_out", f"/series/{series['id']}", series["title"], last))

    def of_dead_rows(self) -> None:
        """Work of a service that gave up."""
        if any(self.some(service, "dead") for service in DEAD):
            self.needs.append(Need("dead", "/trouble"))

    def _said(self, service: str, path: str, nothing: Shown) -> Shown:
        api = self.apis[service]
        found: Shown = self.ask(service, lambda: api.get(f"/api/{service}/v1/{path}").raise_for_problem().json, nothing)
        return found
