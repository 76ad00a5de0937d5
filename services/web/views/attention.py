"""What needs a person, from every service that knows of something; one that is away is named, and stops nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.web.forms.rhythm import last_date
from services.web.views.events import everything, with_times
from shared.http.client import ApiClient, ApiProblem
from shared.local_time import to_local

Shown = dict[str, Any]

RUNS_OUT_WITHIN = timedelta(days=62)
ROLLS_SINCE = timedelta(days=8)
MOST_NETWORKS, MOST_EVENTS = 20, 6
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

    def first_of(self, service: str, path: str) -> Shown:
        """The first page of a list, of one item if there is any."""
        address = f"/api/{service}/v1/{path}{'&' if '?' in path else '?'}limit=1"
        api = self.apis[service]
        found: Shown = self.ask(service, lambda: api.get(address).raise_for_problem().json, {"items": []})
        return found

    def some(self, service: str, path: str) -> bool:
        """Whether there is anything in a list."""
        return bool(self.first_of(service, path)["items"])

    def of_networks(self, networks: list[Shown]) -> None:
        """What waits because sending is held, and who asks to join."""
        for network in networks[:MOST_NETWORKS]:
            if network["sending"] == "held" and self.some(
                "notifications", f"notifications?network_id={network['id']}&state=held"
            ):
                self.needs.append(Need("held", f"/networks/{network['id']}/sending", network["name"]))
            if self.some("registrations", f"networks/{network['id']}/join-requests"):
                self.needs.append(Need("join", f"/networks/{network['id']}/people/requests", network["name"]))

    def of_messages(self, coming: list[Shown]) -> None:
        """Replies that were not understood, and who could not be told of what comes next."""
        if self.some("notifications", "replies"):
            self.needs.append(Need("replies", "/messages"))
        invited = [event for event in coming if event["invite_at"] and event["invite_at"] <= self.now]
        for event in [event for event in invited if event["status"] != "cancelled"][:MOST_EVENTS]:
            states = ("failed", "unreachable")
            if any(
                self.some("notifications", f"notifications?event_id={event['id']}&state={state}") for state in states
            ):
                day = event["starts_at"].date()
                self.needs.append(Need("unreached", f"/events/{event['id']}/messages", event["title"], day))

    def of_series(self) -> None:
        """Series that have no dates after two months from now."""
        found = self.ask("events", lambda: everything(self.apis["events"], "/api/events/v1/series"), [])
        for series in found:
            today = to_local(self.now, series["timezone"]).date()
            first = datetime.fromisoformat(series["starts_at"])
            last = last_date(series["rrule"], first, series["timezone"], today)
            if last is not None and last <= today + RUNS_OUT_WITHIN:
                self.needs.append(Need("runs_out", f"/series/{series['id']}", series["title"], last))

    def of_rolls(self) -> None:
        """Gatherings of the last week whose roll nobody has closed."""
        since = (self.now - ROLLS_SINCE).strftime("%Y-%m-%dT%H:%M:%SZ")
        path = f"/api/events/v1/events?from={since}&to={self.now:%Y-%m-%dT%H:%M:%SZ}"
        found = self.ask("events", lambda: everything(self.apis["events"], path), [])
        over = [event for event in map(with_times, found) if event["ends_at"] <= self.now]
        for event in [event for event in over if event["status"] in ("scheduled", "rescheduled")][-MOST_NETWORKS:]:
            roll = self.first_of("registrations", f"events/{event['id']}/attendance")
            if roll.get("closed_at", "unknown") is None:
                self.needs.append(Need("roll", f"/c/{event['id']}", event["title"], event["starts_at"].date()))

    def of_dead_rows(self) -> None:
        """Work of a service that gave up."""
        if any(self.some(service, "dead") for service in DEAD):
            self.needs.append(Need("dead", "/trouble"))
