"""An organiser who uses the service `registrations`: what she sends, and what `events` and `notifications` tell it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from services.registrations.http.house import EXTENSION
from services.registrations.invitation import INVITATIONS
from services.registrations.operations.follow_event import follow_event
from services.registrations.operations.follow_network import follow_network
from services.registrations.seats import SEATS
from services.registrations.service import build
from services.registrations.settings import Settings
from services.registrations.throttle import JoinThrottle, Throttle
from shared.contracts import Contract
from shared.contracts.events import EVENT_CHANGED
from shared.contracts.notifications import ANSWER_RECEIVED
from shared.link_tokens import link_token
from tests.support.one_service import KEYS, NOON, ORGANISATION, OneService, Said

Body = dict[str, Any]

NETWORK, EVENT = "net_1", "evt_1"
STARTS = NOON + timedelta(days=14)
GRACE = timedelta(minutes=10)


def registrations_alone(folder: Path) -> OneService:
    """The service on a database of its own, on a Monday in January 2027."""
    return OneService(lambda runtime: build(Settings(samling_data_dir=str(folder)), runtime))


def emptied(service: OneService) -> OneService:
    """The same service as on its first day: no rows, the clock at noon, nobody slowed down."""
    service.begin_anew()
    app = service.service.app
    guards = {"throttle": Throttle(service.clock), "join_throttle": JoinThrottle(service.clock)}
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **guards)
    return service


def a_network(**fields: Any) -> Body:
    return {
        "id": NETWORK,
        "name": "Kvinnenettverket",
        "slug": "kvinnenettverket",
        "timezone": "Europe/Oslo",
        "country": "NO",
        "languages": ["nb", "en", "ar"],
        "signature": "Kvinnenett",
        "contact": {"name": "Example Contact", "phone": "+447700900001"},
        "wording": "neutral",
        "public": False,
        "sending": "held",
        "quiet_hours": None,
        "waitlist": "confirm",
    } | fields


def an_event(**fields: Any) -> Body:
    return {
        "id": EVENT,
        "network_id": NETWORK,
        "uid": "evt_1@samling",
        "sequence": 0,
        "title": {"nb": "Bokkveld", "en": "Book evening"},
        "theme": {"nb": "Rett til skole"},
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "timezone": "Europe/Oslo",
        "place": {"name": "Library", "address": "1 Example Street"},
        "attendance_mode": "offline",
        "capacity": 2,
        "status": "scheduled",
    } | fields


def a_participant(**fields: Any) -> Body:
    return {
        "name": "Amina Example",
        "phone": "+447700900101",
        "language": "nb",
        "channels": ["sms"],
    } | fields


@dataclass
class Organiser:
    """Calls the service and, as its neighbours, tells it things."""

    service: OneService
    _revision: int = field(default=0)

    def told(self, contract: Contract, data: Body, *, source: str = "events", subject: str | None = None) -> None:
        """A neighbour says something newer than all before."""
        about = subject or data.get("id") or "subject"
        self.service.hear(contract, about, data, source=source, revision=self._next())

    def network(self, **fields: Any) -> None:
        """`events` told of a network; test_handlers.py has it told by messages."""
        with self.service.transaction("system:dispatcher") as tx:
            follow_network(tx, a_network(**fields), organisation=ORGANISATION, revision=self._next())

    def event(self, **fields: Any) -> None:
        """`events` told of an event; members are invited if it is time."""
        event = EVENT_CHANGED.load(EVENT_CHANGED.dump(an_event(**fields)))
        with self.service.transaction("system:dispatcher") as tx:
            follow_event(tx, event, organisation=ORGANISATION, revision=self._next())
        if event["invite_at"]:
            self.service.settle()

    def cancelled(self, **fields: Any) -> None:
        self.event(status="cancelled", **fields)

    def _next(self) -> int:
        self._revision += 1
        return self._revision

    def call(self, method: str, path: str, body: Body | None = None, **options: Any) -> TestResponse:
        return self.service.call(method, path, body, **options)

    def ok(self, method: str, path: str, body: Body | None = None, **options: Any) -> Any:
        """What the service answers, which must be a success."""
        response = self.call(method, path, body, **options)
        assert response.status_code < 300, response.get_data(as_text=True)
        return response.json if response.data else None

    def person(self, **fields: Any) -> str:
        return str(self.ok("POST", "/participants", a_participant(**fields))["id"])

    def member(self, network_id: str = NETWORK, **fields: Any) -> str:
        """A participant who is a member of the network."""
        participant = self.person(**fields)
        self.ok("POST", "/memberships", {"participant_id": participant, "network_id": network_id})
        return participant

    def answers(self, participant: str, answer: str = "accepted", event_id: str = EVENT, **more: Any) -> Body:
        """An organiser answers for her, a second after what was before."""
        self.service.clock.advance(timedelta(seconds=1))
        return self.answers_at_once(participant, answer, event_id, **more)

    def answers_at_once(self, participant: str, answer: str = "accepted", event_id: str = EVENT, **more: Any) -> Body:
        """The same without letting any time pass."""
        body = {"participant_id": participant, "answer": answer, **more}
        found: Body = self.ok("POST", f"/events/{event_id}/registrations", body)
        return found

    def people(self, number: int, **more: Any) -> list[str]:
        """So many new people, each answering yes in turn."""
        people = [self.person() for _ in range(number)]
        for person in people:
            self.answers(person, **more)
        return people

    def invitation(self, participant: str, event_id: str = EVENT) -> str:
        i = INVITATIONS.c
        with self.service.read() as tx:
            return tx.execute(select(i.id).where(i.event_id == event_id, i.participant_id == participant)).scalar_one()

    def replies(
        self, participant: str, answer: str = "accepted", *, told_at: datetime | None = None, **more: Any
    ) -> None:
        """She answers by SMS, or on the channel given."""
        data = {
            "invitation_id": self.invitation(participant),
            "event_id": EVENT,
            "answer": answer,
            "told_at": told_at or self.service.clock.now(),
            "channel": "sms",
        } | more
        self.service.hear(ANSWER_RECEIVED, f"rep_{self._next()}", data, source="notifications", revision=1)

    def link_token(self, participant: str) -> str:
        """The token in her link, as `notifications` derives it."""
        i = INVITATIONS.c
        with self.service.read() as tx:
            row = tx.execute(select(i.id, i.link_version).where(i.id == self.invitation(participant))).one()
        return link_token(KEYS, row.id, row.link_version)

    def page(self, participant: str, method: str = "GET", path: str = "", body: Body | None = None) -> TestResponse:
        """Her own page, opened by her link; a second after what was before."""
        self.service.clock.advance(timedelta(seconds=1))
        opened = self.call("POST", "/links", {"token": self.link_token(participant)}, role=None)
        assert opened.status_code == 201, opened.get_data(as_text=True)
        headers = {"Authorization": f"Bearer {opened.json['token']}"}
        return self.call(method, f"/my-invitation{path}", body, role=None, headers=headers)

    def presses(self, participant: str, answer: str, **more: Any) -> Body:
        """She presses a button on her page."""
        response = self.page(participant, "POST", "/answer", {"answer": answer, **more})
        assert response.status_code == 200, response.get_data(as_text=True)
        found: Body = response.json
        return found

    def registration(self, participant: str, event_id: str = EVENT) -> Body:
        items = self.ok("GET", f"/events/{event_id}/registrations?limit=200")["items"]
        return next(item for item in items if item["participant_id"] == participant)

    def statuses(self, *people: str) -> list[str]:
        return [self.registration(person)["status"] for person in people]

    def seats(self, event_id: str = EVENT) -> tuple[int | None, int | None, int, int]:
        """Capacity, allowed, taken and waiting."""
        s = SEATS.c
        with self.service.read() as tx:
            row = tx.execute(select(s.capacity, s.allowed, s.taken, s.waiting).where(s.event_id == event_id)).one()
        return tuple(row)

    def said(self, contract: Contract | None = None) -> list[Said]:
        return self.service.said(contract)

    def passes(self, **step: float) -> None:
        """Time passes, and all that is due by then is done."""
        self.service.clock.advance(timedelta(**step))
        self.service.settle()

    def balanced(self) -> bool:
        """Whether the audit finds every book of this service in balance."""
        report = self.ok("GET", "/audit", role="operator", organisation="*")
        return all(book["balanced"] for book in report["books"])
