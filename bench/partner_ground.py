"""The product with one open roll, people who agreed that a partner is told, and that partner's own queue."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import requests

from bench.ground import Ground
from bench.load import request
from shared.tokens import Identity, issue
from tests.support.process import KEYS

QUEUE = "attendance"
ROLES = (
    ("events", "http"),
    ("events", "worker"),
    ("registrations", "http"),
    ("registrations", "worker"),
    ("partners", "http"),
    ("partners", "worker"),
    ("notifications", "worker"),
)

PEOPLE = """
INSERT INTO participants (id, organisation, name, call_name, language, channels, protected, discreet, unreachable,
                          revision, created_at, changed_at, changed_by)
SELECT 'par_' || n, 'demo', 'Person ' || n, 'Person', 'nb', '[]', false, false, '[]', 1, now(), now(), 'system:bench'
FROM generate_series(1, %(people)s) n;
"""
AGREED = """
INSERT INTO consents (id, organisation, participant_id, purpose, partner_id, network_id, channel, given, since,
                      reference, wording_version, language, source, by, revision)
SELECT 'con_' || n, 'demo', 'par_' || n, 'attendance', %(partner)s, '', '', true, now(), n, '1', 'nb', 'organiser',
       'system:bench', 1
FROM generate_series(1, %(people)s) n;
"""
SEATS = """
INSERT INTO registrations (id, organisation, event_id, participant_id, invitation_id, status, party_size, answer,
                           told_at, channel, revision, changed_at, changed_by, reason)
SELECT 'reg_' || n, 'demo', %(event)s, 'par_' || n, 'inv_' || n, 'confirmed', 1, 'accepted', now(), 'sms', 1, now(),
       'system:bench', 'answered'
FROM generate_series(1, %(people)s) n;
"""


class PartnerGround:
    """Where the subscriber listens (`url`), where check-ins are sent (`door`), and what the rows say of their way."""

    def __init__(self, ground: Ground, people: int) -> None:
        settings = {
            "SAMLING_PARTNER_BROKER_URL": ground.rabbitmq.url("/"),
            "SAMLING_BROKER_MANAGEMENT_URL": ground.rabbitmq.management_url,
        }
        self.apart = ground.product(settings, only=ROLES)
        self.door = ("127.0.0.1", self.apart.ports["registrations", "http"])
        identity = Identity(
            organisation="demo", role="host", subject="usr_bench", expires_at=datetime.now(UTC) + timedelta(hours=9)
        )
        self._token = f"Bearer {issue(KEYS, identity)}"
        self._databases = {
            name: psycopg.connect(self.apart.settings[f"{name.upper()}_DATABASE_URL"], autocommit=True)
            for name in ("registrations", "partners", "notifications")
        }
        self.event, partner, self.url = self._begin()
        self._fill(people, partner)
        self.address = f"{self.apart.address('registrations')}/api/registrations/v1/events/{self.event}/attendance"

    def check_in(self, number: int) -> bytes:
        """The request that records a person as present."""
        said = b'{"participant_id":"par_%d","status":"present","device":"door"}' % number
        return request("POST", self.address, said, Authorization=self._token)

    def corrections(self, number: int) -> list[bytes]:
        """The request that says a person was late after all, if she was recorded."""
        query = "SELECT id FROM attendance WHERE event_id = %s AND participant_id = %s"
        rows = self._databases["registrations"].execute(query, (self.event, f"par_{number}")).fetchall()
        said = b'{"status":"late","reason":"saw it"}'
        return [request("PUT", f"{self.address}/{one}", said, Authorization=self._token) for (one,) in rows]

    def hops(self) -> dict[str, tuple[float, float]]:
        """Milliseconds of each step of the latest check-ins, between transactions' beginnings: median and p99."""
        said = dict(
            self._databases["registrations"].execute(
                "SELECT subject, written_at FROM outbox WHERE type = 'attendance.changed.v1' "
                "ORDER BY position DESC LIMIT 1000"
            )
        )
        heard = {
            subject: (received, done)
            for subject, received, done in self._databases["partners"].execute(
                "SELECT subject, received_at, done_at FROM inbox WHERE type = 'attendance.changed.v1' "
                "ORDER BY position DESC LIMIT 1000"
            )
        }
        both = [(said[subject], *heard[subject]) for subject in said.keys() & heard.keys() if heard[subject][1]]
        return {
            "transaction of the check-in begins → the inbox of partners takes it": _spread([b - a for a, b, _ in both]),
            "the inbox takes it → it is judged and logged": _spread([c - b for _, b, c in both]),
        }

    def _begin(self) -> tuple[str, str, str]:
        begins = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
        network = self._post("events/networks", NETWORK)
        body: dict[str, Any] = {
            "network_id": network["id"],
            "title": {"nb": "Treff"},
            "starts_at": begins.isoformat(),
            "ends_at": (begins + timedelta(hours=2)).isoformat(),
            "timezone": "Europe/Oslo",
        }
        event = self._post("events/events", body)
        self._post(f"events/events/{event['id']}/publish", {"invite": "now"})
        partner = self._post("partners/partners", {"name": "Partner"})
        grant = {"network_id": network["id"], "purpose": "attendance"}
        self._post(f"partners/partners/{partner['id']}/grants", grant)
        place = self._post(f"partners/partners/{partner['id']}/amqp", {})
        self._wait_for(f"registrations/events/{event['id']}/attendance")
        return event["id"], partner["id"], place["url"]

    def _fill(self, people: int, partner: str) -> None:
        values = {"people": people, "partner": partner, "event": self.event}
        for statement in (PEOPLE, AGREED, SEATS):
            with psycopg.ClientCursor(self._databases["registrations"]) as cursor:
                cursor.execute(statement, values)
        self.analyse()

    def analyse(self) -> None:
        """What autovacuum does within a minute: without it, PostgreSQL plans for empty tables."""
        for database in self._databases.values():
            database.execute("ANALYZE")

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        until = time.monotonic() + 60
        while True:
            answer = self.apart.call("POST", path, body)
            if answer.status_code < 400:
                return answer.json()
            if answer.status_code != 404 or time.monotonic() > until:
                raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
            time.sleep(0.1)

    def _wait_for(self, path: str) -> None:
        until = time.monotonic() + 60
        while self.apart.call("GET", path).status_code != requests.codes.ok:
            assert time.monotonic() < until, path
            time.sleep(0.1)


NETWORK = {
    "name": "Kvinnenettverket",
    "slug": "kvinnenettverket",
    "timezone": "Europe/Oslo",
    "country": "NO",
    "languages": ["nb"],
    "signature": "Kvinnenett",
    "contact": {"name": "Kari", "phone": "+447700900123"},
    "sending": "held",
}


def _spread(steps: list[timedelta]) -> tuple[float, float]:
    took = sorted(1000 * step.total_seconds() for step in steps)
    return statistics.median(took), took[int(0.99 * len(took))]
