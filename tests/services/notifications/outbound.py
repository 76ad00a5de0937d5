"""The whole service with a telephone company and a post office that tests can play with."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.notifications import service
from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.channels.sms import LookUpFailed, Taken
from services.notifications.notification import Notification
from services.notifications.operations.receive_reply import receive_reply
from services.notifications.service import Providers
from services.notifications.settings import Settings
from shared import crash_points
from shared.clock import StandingClock
from shared.contracts import Contract
from shared.contracts.events import EVENT_CANCELLED, EVENT_PUBLISHED, EVENT_RESCHEDULED, NETWORK_CHANGED
from shared.contracts.registrations import (
    INVITATION_ANSWERED,
    INVITATIONS_ISSUED,
    PARTICIPANT_CHANGED,
    REGISTRATION_CONFIRMED,
)
from shared.link_tokens import new_version
from shared.service import Runtime
from tests.support.one_service import KEYS, OneService

AMINA, SARA, LINE = "+447700900001", "+447700900002", "+447700900999"
START = datetime.fromisoformat("2027-03-09T17:00:00+01:00")


@dataclass
class Telephone:
    """Takes texts and remembers them; `answers` are given first, `blind`: shows nothing of what it took."""

    clock: StandingClock
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    blind: bool = False
    deaf: bool = False
    was_odd: bool = False

    def send(self, to: str, body: str) -> Outcome:
        outcome = self.answers.pop(0) if self.answers else Outcome(Kind.ACCEPTED)
        self.was_odd |= outcome.kind is not Kind.ACCEPTED
        if outcome.kind not in (Kind.ACCEPTED, Kind.UNKNOWN):
            return outcome
        sid = f"SM{len(self.taken) + 1:032d}"
        self.taken.append((sid, to, body))
        return replace(outcome, provider_id=sid) if outcome.kind is Kind.ACCEPTED else outcome

    def taken_since(self, to: str, since: datetime) -> list[Taken]:
        if self.deaf:
            raise LookUpFailed("deaf")
        found = [] if self.blind else [Taken(sid, body) for sid, phone, body in self.taken if phone == to]
        return found[::-1]

    def begin_anew(self) -> None:
        self.taken.clear()
        self.answers.clear()
        self.blind = self.deaf = self.was_odd = False

    def close(self) -> None: ...


@dataclass
class Post:
    """Takes mail and remembers it."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    was_odd: bool = False

    def send(self, to: str, content: bytes, then: str | None = None) -> Outcome:
        outcome = self.answers.pop(0) if self.answers else Outcome(Kind.ACCEPTED)
        self.was_odd |= outcome.kind is not Kind.ACCEPTED
        if outcome.kind in (Kind.ACCEPTED, Kind.UNKNOWN):
            self.taken.append((to, content))
        return outcome

    def begin_anew(self) -> None:
        self.taken.clear()
        self.answers.clear()
        self.was_odd = False

    def close(self) -> None: ...


class Outbound(OneService):
    """The service, hearing what `events` and `registrations` say."""

    def __init__(self, folder: Path, *, fakes: bool = True, **settings: Any) -> None:
        self._settings = Settings(
            samling_data_dir=str(folder),
            samling_public_url="http://127.0.0.1:8000",
            mail_from="post@example.org",
            mail_reply_domain="svar.example.org",
            **{"samling_sending_undo": timedelta(0)} | settings,
        )
        self._revision = 100
        self._fakes = fakes
        self.post = Post()
        super().__init__(self._build)

    def _build(self, runtime: Runtime) -> service.Notifications:
        if not hasattr(self, "telephone"):
            self.telephone = self._own_telephone = Telephone(self.clock)
        providers = Providers(self.telephone, self.post) if self._fakes else Providers()
        return service.build(self._settings, runtime, providers)

    def begin_anew(self) -> None:
        is_changed = self.telephone is not self._own_telephone  # a test put another in its place
        self.telephone = self._own_telephone
        if is_changed or self.telephone.was_odd or self.post.was_odd:  # those who send remember it
            self.restart()
        super().begin_anew()  # revisions go on: what was written of one is remembered
        self.telephone.begin_anew()
        self.post.begin_anew()

    def restart(self) -> None:
        """The process is gone and comes back on the same files."""
        crash_points.set_action(None)
        self.service.close()
        self.runtime = replace(self.runtime, chance=random.Random(11))
        self.service = self._build(self.runtime)
        self.service.migrate()
        self.service.release_leases()

    def crash_at(self, point: str) -> None:
        """Runs until the process dies there, then starts it again."""

        def die(reached: str) -> None:
            if reached == point:
                raise crash_points.Crash(point)

        crash_points.set_action(die)
        try:
            self.settle()
        except crash_points.Crash:
            self.restart()
        else:
            raise AssertionError(f"nothing came to {point}")

    def later(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))
        self.settle()

    def network(self, *, sending: str = "on", quiet: list[str] | None = None, **more: Any) -> None:
        state = {
            "id": "net_1",
            "name": "Kvinnenettverket",
            "slug": "kvinner",
            "timezone": "Europe/Oslo",
            "country": "NO",
            "languages": ["nb", "en", "ar"],
            "signature": "Kvinnenett",
            "contact": {"name": "Test Testesen", "phone": "+447700900900"},
            "wording": "neutral",
            "public": False,
            "sending": sending,
            "quiet_hours": quiet,
            "waitlist": "confirm",
        }
        self._hear(NETWORK_CHANGED, "net_1", state | more, "events")

    def event(self, contract: Contract = EVENT_PUBLISHED, name: str = "evt_1", **more: Any) -> None:
        start = more.get("starts_at", START)
        state = {
            "id": name,
            "network_id": "net_1",
            "uid": f"{name}@samling.example.org",
            "sequence": 0,
            "title": {"nb": "Kvinner og helse", "en": "Women and health"},
            "theme": None,
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "timezone": "Europe/Oslo",
            "place": {"name": "Biblioteket", "address": "Storgata 1"},
            "status": "scheduled",
        }
        self._hear(contract, name, state | more, "events")

    def move(self, start: datetime, sequence: int = 1) -> None:
        self.event(EVENT_RESCHEDULED, starts_at=start, sequence=sequence, status="rescheduled")

    def cancel(self, sequence: int = 1) -> None:
        self.event(EVENT_CANCELLED, sequence=sequence, status="cancelled")

    def person(self, who: str = "amina", phone: str | None = AMINA, **more: Any) -> None:
        state = {
            "id": f"prt_{who}",
            "name": f"{who.title()} Testperson",
            "call_name": who.title(),
            "phone": phone,
            "email": f"{who}@example.org",
            "language": "nb",
            "channels": ["sms", "email"],
            "protected": False,
            "discreet": False,
        }
        self._hear(PARTICIPANT_CHANGED, f"prt_{who}", state | more, "registrations")

    def invite(self, *names: str, event: str = "evt_1", announce: bool = True) -> None:
        invitations = [
            {"id": f"inv_{name}_{event}", "participant_id": f"prt_{name}", "link_version": new_version(KEYS, 1)}
            for name in names or ("amina",)
        ]
        data = {"event_id": event, "network_id": "net_1", "announce": announce, "invitations": invitations}
        self._hear(INVITATIONS_ISSUED, f"{event}/invitations/1", data, "registrations")

    def registered(
        self,
        status: str = "confirmed",
        name: str = "amina",
        *,
        contract: Contract = REGISTRATION_CONFIRMED,
        event: str = "evt_1",
        reason: str | None = "answered",
        **more: Any,
    ) -> None:
        data = {
            "id": f"reg_{name}",
            "event_id": event,
            "participant_id": f"prt_{name}",
            "invitation_id": f"inv_{name}_{event}",
            "status": status,
            "party_size": 1,
            "position": None,
            "reason": reason,
            "channel": "sms",
        }
        self._hear(contract, f"reg_{name}", data | more, "registrations")

    def answered(self, answer: str, status: str, *, channel: str = "sms", name: str = "amina") -> None:
        data = {
            "invitation_id": f"inv_{name}_evt_1",
            "event_id": "evt_1",
            "participant_id": f"prt_{name}",
            "answer": answer,
            "told_at": self.clock.now(),
            "channel": channel,
            "status": status,
        }
        self._hear(INVITATION_ANSWERED, f"inv_{name}_evt_1", data, "registrations")

    def writes(self, body: str, phone: str = AMINA) -> None:
        """A text comes in from this phone a second later, and all that follows from it."""
        self.clock.advance(timedelta(seconds=1))
        with self.transaction() as tx:
            receive_reply(
                tx,
                channel="sms",
                provider_id=tx.new_id("SM"),
                from_=phone,
                to=LINE,
                body=body,
                told_at=self.clock.now(),
            )
        self.settle()

    def ready_to_invite(self, **network: Any) -> None:
        """A network that may send, one event, and Amina."""
        with self.together():
            self.network(**network)
            self.event()
            self.person()

    def texts(self, phone: str = AMINA) -> list[str]:
        return [body for _, to, body in self.telephone.taken if to == phone]

    def owed(self, **where: Any) -> list[Notification]:
        with self.read() as tx:
            query = select(Notification).filter_by(**where).order_by(Notification.id)
            return list(tx.scalars(query))

    def states(self, **where: Any) -> list[tuple[str, str, str]]:
        return sorted((row.occasion, row.channel, row.state) for row in self.owed(**where))

    def _hear(self, contract: Contract, subject: str, data: dict[str, Any], source: str) -> None:
        self._revision += 1
        self.hear(contract, subject, data, source=source, revision=self._revision)
