"""An organiser who uses the service `events` over HTTP, and builders of what she sends."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from services.events.service import build
from services.events.settings import Settings
from tests.support.one_service import OneService, Said

Body = dict[str, Any]

PLACE = {"name": "Library", "address": "1 Example Street"}


def events_alone(folder: Path) -> OneService:
    """The service on a database of its own, on a Monday in January 2027."""
    return OneService(lambda runtime: build(Settings(samling_data_dir=str(folder)), runtime))


def a_network(**fields: Any) -> Body:
    return {
        "name": "Kvinnenettverket",
        "slug": "kvinnenettverket",
        "timezone": "Europe/Oslo",
        "country": "NO",
        "languages": ["nb", "en", "ar"],
        "signature": "Kvinnenett",
        "contact": {"name": "Example Contact", "phone": "+447700900001"},
    } | fields


def a_series(network_id: str, **fields: Any) -> Body:
    return {
        "network_id": network_id,
        "title": {"nb": "Månedstreff", "en": "Monthly meeting"},
        "rrule": "FREQ=MONTHLY;BYDAY=2TU",
        "starts_at": "2027-01-12T17:00",
        "timezone": "Europe/Oslo",
        "duration": "PT2H",
        "capacity": 20,
        "place": PLACE,
        "invite_before": "P14D",
    } | fields


def an_event(network_id: str, **fields: Any) -> Body:
    return {
        "network_id": network_id,
        "title": {"nb": "Bokkveld", "en": "Book evening"},
        "starts_at": "2027-03-09T17:00:00+01:00",
        "ends_at": "2027-03-09T19:00:00+01:00",
        "capacity": 20,
        "place": PLACE,
    } | fields


@dataclass
class Organiser:
    """Asks, and expects to be answered; `call` on the service shows refusals."""

    service: OneService

    def asks(self, method: str, path: str, body: Any = None, *, status: int | None = None, **options: Any) -> Body:
        answer = self.service.call(method, path, body, **options)
        assert answer.status_code == (status or (answer.status_code if answer.status_code < 300 else 200)), answer.text
        found: Body = answer.get_json()
        return found

    def refused(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        answer = self.service.call(method, path, body, **options)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.mimetype == "application/problem+json"
        return answer

    def network(self, **fields: Any) -> Body:
        return self.asks("POST", "/networks", a_network(**fields))

    def any_network(self) -> Body:
        """The first network there is."""
        found: list[Body] = self.asks("GET", "/networks")["items"]
        return found[0] if found else self.network()

    def series(self, network_id: str | None = None, *, published: bool = False, **fields: Any) -> Body:
        made = self.asks("POST", "/series", a_series(network_id or self.any_network()["id"], **fields))
        return self.asks("POST", f"/series/{made['id']}/publish") if published else made

    def event(self, network_id: str | None = None, *, published: bool = False, **fields: Any) -> Body:
        made = self.asks("POST", "/events", an_event(network_id or self.any_network()["id"], **fields))
        return self.asks("POST", f"/events/{made['id']}/publish") if published else made

    def dates(self, series: Body) -> list[Body]:
        """The events of a series, all of them."""
        found: list[Body] = self.asks("GET", f"/series/{series['id']}/events?limit=200")["items"]
        return found

    def sees(self, event: Body) -> Body:
        return self.asks("GET", f"/events/{event['id']}")

    def said(self, *types: str) -> list[Said]:
        return [said for said in self.service.said() if not types or said.type in types]
