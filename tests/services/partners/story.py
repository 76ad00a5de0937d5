"""The service `partners` alone, spoken to as its neighbours, its organisers and its partners do."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.partners.partner_messages import ATTENDANCE_WITHDRAWN
from services.partners.service import build
from services.partners.settings import Settings
from shared.contracts import events, registrations
from tests.support.one_service import ORGANISATION, OneService

STARTS_AT = datetime(2027, 1, 12, 16, tzinfo=UTC)
RECORDED_AT = datetime(2027, 1, 12, 16, 7, 41, 123456, tzinfo=UTC)
REVISION = 221_000_000  # about as high as revisions are in these days


class Story(OneService):
    """Short words for what happens; every attendance is at `evt_1` of `net_1` unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(partners_database_url=f"sqlite:///{(folder / 'partners.sqlite3').as_posix()}")
        super().__init__(lambda runtime: build(settings, runtime))

    def network(self, network: str = "net_1", *, slug: str = "kvinnenettverket", **heard: Any) -> str:
        data = {
            "id": network,
            "name": "Kvinner i Storgata",
            "slug": slug,
            "timezone": "Europe/Oslo",
            "country": "NO",
            "languages": ["nb"],
            "signature": "Kvinnenett",
            "wording": "neutral",
            "public": False,
            "sending": "on",
            "waitlist": "confirm",
        }
        self.hear(events.NETWORK_CHANGED, network, data, source="events", **heard)
        return network

    def event(self, event: str = "evt_1", *, network: str = "net_1", **heard: Any) -> str:
        data = {
            "id": event,
            "network_id": network,
            "uid": f"{event}@samling.example.org",
            "sequence": 0,
            "title": {"nb": "Å søke barnevernet om råd"},
            "place": {"name": "Biblioteket", "address": "Storgata 1"},
            "starts_at": STARTS_AT,
            "ends_at": STARTS_AT + timedelta(hours=2),
            "timezone": "Europe/Oslo",
            "status": "scheduled",
        }
        self.hear(events.EVENT_PUBLISHED, event, data, source="events", **heard)
        return event

    def partner(self, *networks: str, name: str = "Introduksjonsprogrammet", organisation: str = ORGANISATION) -> str:
        """A new partner with a grant for each of these networks."""
        answer = self.call("POST", "/partners", {"name": name}, organisation=organisation)
        assert answer.status_code == 201, answer.json
        partner: str = answer.json["id"]
        for network in networks:
            self.grant(partner, network, organisation=organisation)
        return partner

    def grant(self, partner: str, network: str = "net_1", **claims: Any) -> str:
        body = {"network_id": network, "purpose": "attendance"}
        answer = self.call("POST", f"/partners/{partner}/grants", body, **claims)
        assert answer.status_code == 201, answer.json
        grant: str = answer.json["id"]
        return grant

    def consents(
        self,
        person: str,
        partner: str,
        *,
        revision: int,
        given: bool = True,
        reference: str | None = None,
        consent: str | None = None,
        network: str | None = None,
        organisation: str = ORGANISATION,
    ) -> None:
        consent = consent or f"con_{person}_{partner}"
        data = {
            "id": consent,
            "participant_id": person,
            "purpose": "attendance",
            "partner_id": partner,
            "network_id": network,
            "reference": reference,
            "given": given,
            "since": self.clock.now(),
        }
        heard = {"revision": revision, "organisation": organisation}
        self.hear(registrations.CONSENT_CHANGED, consent, data, source="registrations", **heard)  # type: ignore[arg-type]

    def attends(
        self,
        person: str | None,
        agreed: Mapping[str, int] | None = None,
        *,
        attendance: str = "att_1",
        revision: int = REVISION,
        change: str = "recorded",
        status: str = "present",
        event: str = "evt_1",
        network: str = "net_1",
        reference: str | None = None,
        organisation: str = ORGANISATION,
        recorded_at: datetime = RECORDED_AT,
    ) -> None:
        """An attendance changes; `agreed` are the partners this person said yes to, by revision of the consent."""
        data = {
            "id": attendance,
            "event_id": event,
            "network_id": network,
            "participant_id": person,
            "change": change,
            "status": status,
            "recorded_at": recorded_at,
            "by": "host:Kari Nordmann",
            "reason": "husket feil navn: Amina",
            "partners": [
                {"partner_id": partner, "consent_revision": consent_revision, "reference": reference}
                for partner, consent_revision in (agreed or {}).items()
            ],
        }
        heard = {"revision": revision, "organisation": organisation}
        self.hear(registrations.ATTENDANCE_CHANGED, attendance, data, source="registrations", **heard)  # type: ignore[arg-type]

    def erases(self, person: str, *, revision: int = REVISION) -> None:
        self.hear(registrations.PARTICIPANT_ERASED, person, {"id": person}, source="registrations", revision=revision)

    def asks(self, partner: str, query: str = "", **claims: Any) -> Any:
        """The partner's system reads its feed."""
        return self.call("GET", f"/attendance{query}", role="partner", **({"partner": partner} | claims))

    def feed(self, partner: str, **claims: Any) -> list[dict[str, Any]]:
        """All that a partner was told, oldest first."""
        answer = self.asks(partner, "?limit=500", **claims)
        assert answer.status_code == 200, answer.json
        items: list[dict[str, Any]] = answer.json["items"]
        return items

    def told(self, partner: str) -> list[tuple[str, str]]:
        """Kind and status of all that a partner was told."""
        return [(item["type"].split(".")[1], item["data"]["status"]) for item in self.feed(partner)]

    def holds(self, partner: str) -> dict[str, str]:
        """What a partner that upserts by id and revision holds for true: status by attendance."""
        return {data["id"]: data["status"] for data in known_by(self.feed(partner)).values()}

    def everything_stored(self) -> str:
        """Every value of every row, to look for what must not be there."""
        with self.service.database.connection() as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
            rows = [connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names]
        return json.dumps(rows, default=str, ensure_ascii=False)


def known_by(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What a reader makes of a feed: the newest revision by id, without what was withdrawn."""
    newest: dict[str, dict[str, Any]] = {}
    for item in items:
        data = item["data"]
        if data["id"] not in newest or newest[data["id"]]["data"]["revision"] < data["revision"]:
            newest[data["id"]] = item
    return {key: item["data"] for key, item in newest.items() if item["type"] != ATTENDANCE_WITHDRAWN.type}
