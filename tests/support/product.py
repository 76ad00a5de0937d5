"""The whole product in this process, on a clock that stands still: loops turn by hand, the sandbox really listens."""

import email
import random
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import requests

from services.commands.audit import Line, audited
from services.commands.reach import Reach
from services.embedded import start
from shared.clock import StandingClock
from shared.http.client import Answer, ApiClient
from shared.tokens import Identity, issue
from tests.support.beginning import Beginning
from tests.support.full_way import Parts
from tests.support.sent_calendars import check_calendar
from tests.support.turning import Turning

START = datetime(2027, 1, 4, 11, 0, tzinfo=UTC)  # a Monday, noon in Oslo
KEY = "a-secret-for-tests-only"
ORGANISATION = "demo"


@dataclass(frozen=True)
class Sms:
    """A text as a phone received it."""

    id: str
    to: str
    body: str
    segments: int

    @property
    def link(self) -> str:
        found = re.search(r"https?://\S+/p/[\w-]+", self.body)
        assert found, f"no link in: {self.body}"
        return found.group(0)


class TestProduct:
    """Acts as organiser, participant and partner; looks at phones and mailboxes."""

    __test__ = False

    def __init__(
        self,
        folder: Path,
        *,
        now: datetime = START,
        template: Path | None = None,
        settings: Mapping[str, str] | None = None,
        seed: int = 7,
        parts: Parts | None = None,
    ) -> None:
        """`parts`: real servers to run on, instead of files and memory."""
        self.folder = folder
        self._parts = parts
        self.settings = dict(settings or {})
        if template:
            shutil.copytree(template, folder, dirs_exist_ok=True)
        self._begins, self._seed = now, seed
        self.clock = StandingClock(now)
        self.chance = random.Random(seed)
        self._beginning: Beginning | None = None
        self._turning = Turning()
        self._together = False
        self.open()

    def begin_anew(self) -> None:
        """Called before each test of several that share this product: no rows, fair weather, the clock at its start."""
        self.clock.set(self._begins)
        self._beginning = self._beginning or Beginning(self.product)
        self._beginning.come_back(self.product)
        self._turning.wake()
        self.chance.seed(self._seed)

    def open(self) -> None:
        """Starts the product on its folder; after `crash()` as a new process would."""
        environment = {
            "SAMLING_DATA_DIR": str(self.folder),
            "SAMLING_PORT": "0",
            "SAMLING_SECRET_KEY": KEY,
            "SAMLING_PUBLIC_URL": "http://samling.test",
            "SAMLING_DECLINE_GRACE": "0",
            "SAMLING_SENDING_UNDO": "0",
        }
        environment |= self._parts.settings if self._parts else {}
        self.broker = self._parts.broker() if self._parts else None
        self.running = start(
            environment | self.settings, clock=self.clock, chance=self.chance, broker=self.broker, work=False
        )
        self.product = self.running.product
        apis = {name: ApiClient(service.app) for name, service in self.product.services.items()}
        self.reach = Reach(apis, self.running.keys, self.settle, self.clock)

    def close(self) -> None:
        self.running.stop()

    def restart(self) -> None:
        """As after a crash: what was in memory is gone, the files stay."""
        self.close()
        self.open()

    # Time

    def settle(self) -> None:
        """Turns every loop until nothing is due and nothing is on its way."""
        if self._together:
            return
        self._turning.settle(self.product.loops, self.clock.now())
        while self.broker and self.broker.wait_until_all_arrived():
            self._turning.settle(self.product.loops, self.clock.now())

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done meanwhile is followed up at the end, in one go."""
        self._together = True
        yield
        self._together = False
        self.settle()

    def pass_time(self, step: timedelta) -> None:
        self.clock.advance(step)
        self.settle()

    # Organisers

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        role: str = "organiser",
        organisation: str = ORGANISATION,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request; `path` begins with the service: `events/networks`."""
        service, _, rest = path.partition("/")
        identity = Identity(
            organisation=organisation,
            role=role,
            subject="usr_test",
            expires_at=self.clock.now() + timedelta(minutes=50),
        )
        api = self.reach.apis[service].with_token(issue(self.running.keys, identity))
        arguments: dict[str, Any] = {"headers": headers} if method == "GET" else {"headers": headers, "json": body}
        answer: Answer = getattr(api, method.lower())(f"/api/{service}/v1/{rest}", **arguments)
        return answer

    def do(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """A request that must succeed, and all that follows from it."""
        answer = self.call(method, path, body, **options)
        assert answer.status < 400, f"{method} {path}: {answer.status} {answer.json}"
        self.settle()
        return answer.json

    def a_network(self, **fields: Any) -> dict[str, Any]:
        body = {
            "name": "Kvinnenettverket",
            "slug": f"nettverk-{len(self.do('GET', 'events/networks')['items'])}",
            "timezone": "Europe/Oslo",
            "country": "NO",
            "languages": ["nb", "en", "ar"],
            "signature": "Kvinnenett",
            "contact": {"name": "Ingrid Solberg", "phone": "+447700900001"},
            "sending": "on",
            "quiet_hours": None,
        }
        network: dict[str, Any] = self.do("POST", "events/networks", body | fields)
        return network

    def an_event(self, network: dict[str, Any], *, in_days: float = 10, publish: bool = True, **fields: Any) -> Any:
        """A single event, two hours long; published, it invites at once."""
        starts = self.clock.now() + timedelta(days=in_days)
        body = {
            "network_id": network["id"],
            "title": {"nb": "Samling", "en": "Gathering", "ar": "لقاء"},
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=2)).isoformat(),
            "timezone": "Europe/Oslo",
            "capacity": 20,
            "place": {"name": "Biblioteket", "address": "Storgata 1"},
        }
        event: dict[str, Any] = self.do("POST", "events/events", body | fields)
        if publish:
            event = self.do("POST", f"events/events/{event['id']}/publish", {"invite": "now"})
        return event

    def a_member(self, network: dict[str, Any], name: str, *, joins: bool = True, **fields: Any) -> Any:
        """A person with a phone, a mailbox, or both, in a network."""
        body = {"name": name, "language": "nb"} | fields
        body.setdefault("channels", [c for c, key in (("sms", "phone"), ("email", "email")) if key in body])
        participant: dict[str, Any] = self.do("POST", "registrations/participants", body)
        if joins:
            membership = {"participant_id": participant["id"], "network_id": network["id"]}
            self.do("POST", "registrations/memberships", membership)
        return participant

    def registrations(self, event: dict[str, Any]) -> dict[str, str]:
        """Status by participant."""
        items = self.do("GET", f"registrations/events/{event['id']}/registrations?limit=200")["items"]
        return {item["participant_id"]: item["status"] for item in items}

    # Participants

    def phone(self, number: str) -> list[Sms]:
        """All texts that a phone received, in order."""
        return [
            Sms(item["id"], item["to"], item["body"], item["segments"])
            for item in self._world("sms", number)
            if item["direction"] == "out"
        ]

    def texts(self, sender: str, body: str) -> None:
        """A person writes from her phone a second later, and all that follows from it."""
        self.clock.advance(timedelta(seconds=1))
        self.put_text(sender, body)
        self.settle()

    def put_text(self, sender: str, body: str) -> None:
        answer = requests.post(f"{self.world}/sandbox/api/sms", json={"from": sender, "body": body}, timeout=10)
        assert answer.status_code == 201, answer.text

    def mailbox(self, address: str) -> list[EmailMessage]:
        """All mails that an address received, in order."""
        return [
            email.message_from_string(item["raw"], policy=default)  # type: ignore[misc]
            for item in self._world("mail", address)
        ]

    def weather(self, **weather: Any) -> None:
        """How the world misbehaves: `sms={"refuse": 1}`; nothing: fair."""
        requests.put(f"{self.world}/sandbox/api/weather", json=weather, timeout=10).raise_for_status()

    @property
    def world(self) -> str:
        return str(self.running.sandbox_address)

    def _world(self, kind: str, to: str) -> list[dict[str, Any]]:
        answer = requests.get(f"{self.world}/sandbox/api/{kind}", params={"to": to, "limit": 200}, timeout=10)
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    # The books

    def audit(self) -> None:
        """Every book balances, no message gave up, and every calendar file that was sent says what is true."""
        self.pass_time(timedelta(seconds=11))
        out = [line for line in self.books() if not line.balanced]
        assert out == [], "\n".join(map(str, out))
        self.check_calendars()

    def check_calendars(self) -> None:
        """Reads every calendar file that was sent with another parser, and compares it property by property."""
        answer = requests.get(f"{self.world}/sandbox/api/mail", params={"limit": 200}, timeout=10)
        mails = [email.message_from_string(item["raw"], policy=default) for item in answer.json()["items"]]
        events = {event["uid"]: event for event in self.do("GET", "events/events?limit=200", role="owner")["items"]}
        for mail in mails:
            if any(part.get_content_type() == "text/calendar" for part in mail.walk()):
                check_calendar(mail, events)  # type: ignore[arg-type]

    def books(self) -> list[Line]:
        return audited(self.reach)


def bodies(texts: Iterable[Sms]) -> str:
    return "\n---\n".join(text.body for text in texts)
