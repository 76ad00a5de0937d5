"""The tables of notifications with people, events and one phone line, and what is written over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.notifications import digits
from services.notifications.base import Base
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import Notification
from services.notifications.operations.receive_reply import receive_reply
from services.notifications.recipient import Recipient
from services.notifications.reply import Reply
from services.notifications.suppression import Suppression
from shared import migrations
from shared.clock import StandingClock
from shared.contracts import Contract, catalogue
from shared.contracts.notifications import ANSWER_RECEIVED
from shared.database import Database, Transaction
from shared.ids import CountingIds
from shared.message import Message
from shared.outbox import OUTBOX
from tests.support.first_day import FirstDay
from tests.support.one_service import NOON

STEPS = Path(migrations.__file__).parents[1] / "services" / "notifications" / "migrations"
FILE = "notifications.sqlite3"
LINE = "+447700900999"
AMINA, SARA = "+447700900001", "+447700900002"


class PhoneLine:
    """People with phones, what they were told, and what they write."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock(NOON)
        self.database = Database(
            f"sqlite:///{folder / FILE}",
            source="notifications",
            clock=self.clock,
            ids=lambda prefix: self._ids(prefix),
        )
        migrations.migrate(self.database, STEPS)
        self._first_day = FirstDay(self.database)
        self.begin_anew()

    def begin_anew(self) -> None:
        """As just built: no rows, and noon."""
        self._first_day.come_back()
        self.clock.set(NOON)
        self._ids = CountingIds()
        self._texts = 0

    def network(self, name: str = "net_1", *, organisation: str = "demo") -> str:
        state = {
            "id": name,
            "name": "Kvinnenettverket",
            "slug": "kvinner",
            "timezone": "Europe/Oslo",
            "country": "NO",
            "languages": ["nb", "en", "ar"],
            "signature": "Kvinnenett",
            "contact": {"name": "Test", "phone": "+447700900900"},
            "wording": "neutral",
            "public": False,
            "sending": "on",
            "quiet_hours": None,
            "waitlist": "confirm",
        }
        self._add(KnownNetwork(id=name, organisation=organisation, revision=1, sending="on", state=state))
        return name

    def person(
        self, name: str, phone: str | None = AMINA, *, language: str = "nb", organisation: str = "demo", **more: Any
    ) -> str:
        row = {"name": name.title(), "call_name": name.title(), "channels": ["sms", "email"], "revision": 1}
        row |= {"email": f"{name}@example.org", "protected": False, "discreet": False} | more
        self._add(Recipient(id=f"prt_{name}", organisation=organisation, phone=phone, language=language, **row))
        return f"prt_{name}"

    def event(self, name: str, *, days: int = 7, network: str = "net_1", organisation: str = "demo") -> str:
        starts_at = NOON + timedelta(days=days)
        state = {
            "id": name,
            "network_id": network,
            "series_id": None,
            "uid": f"{name}@example.org",
            "sequence": 0,
            "title": {"nb": "Samling"},
            "theme": {"nb": "Helse"},
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
            "timezone": "Europe/Oslo",
            "place": {"name": "Biblioteket", "address": None},
            "status": "scheduled",
        }
        self._add(
            KnownEvent(
                id=name,
                organisation=organisation,
                revision=1,
                network_id=network,
                sequence=0,
                status="scheduled",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                timezone="Europe/Oslo",
                state=state,
            )
        )
        return name

    def invited(self, person: str, event: str, *, digits_too: bool = True) -> str:
        """She was invited by SMS and it was sent."""
        invitation_id = f"inv_{person.removeprefix('prt_')}_{event}"
        with self.transaction() as tx:
            known = tx.get_one(KnownEvent, event)
            tx.add(
                Invitation(
                    id=invitation_id,
                    organisation=known.organisation,
                    revision=1,
                    event_id=event,
                    network_id=known.network_id,
                    participant_id=person,
                    link_version="1",
                    announce=True,
                    reply_secret=invitation_id[-22:],
                    first_told_at=tx.now,
                )
            )
            tx.flush()
            if digits_too:
                digits.allot(tx, [invitation_id])
        self.sent(invitation_id)
        return invitation_id

    def sent(self, invitation_id: str, **more: Any) -> str:
        """A text about this invitation was sent; or it is as `more` says."""
        with self.transaction() as tx:
            invitation = tx.get_one(Invitation, invitation_id)
            self._texts += 1
            row = {"state": "sent", "sent_at": tx.now, "provider_id": f"SM_out_{self._texts}", "occasion": "invitation"}
            row |= {"channel": "sms", "lane": "bulk", "created_at": tx.now, "data": {}} | more
            notification = Notification(
                id=tx.new_id("ntf"),
                organisation=invitation.organisation,
                network_id=invitation.network_id,
                event_id=invitation.event_id,
                participant_id=invitation.participant_id,
                invitation_id=invitation_id,
                key=f"test/{self._texts}",
                **row,
            )
            tx.add(notification)
            return notification.id

    def writes(self, body: str, phone: str = AMINA, *, provider_id: str | None = None) -> Reply:
        """A text comes in from this phone."""
        self._texts += 1
        provider_id = provider_id or f"SM_in_{self._texts}"
        with self.transaction() as tx:
            receive_reply(
                tx, channel="sms", provider_id=provider_id, from_=phone, to=LINE, body=body, told_at=self.clock.now()
            )
        return self.reply(provider_id)

    def reply(self, provider_id: str) -> Reply:
        with self.read() as tx:
            return tx.scalars(select(Reply).where(Reply.provider_id == provider_id)).one()

    def cancel(self, event: str) -> None:
        with self.transaction() as tx:
            tx.get_one(KnownEvent, event).status = "cancelled"

    def answers(self) -> list[tuple[str, str, int | None]]:
        """What was said to registrations: invitation, answer, party size."""
        return [(said["invitation_id"], said["answer"], said["party_size"]) for said in self.said(ANSWER_RECEIVED)]

    def said(self, contract: Contract) -> list[dict[str, Any]]:
        with self.read() as tx:
            rows = tx.execute(select(OUTBOX).where(OUTBOX.c.type == contract.type).order_by(OUTBOX.c.position)).all()
        return [catalogue()[row.type].load(Message.from_json(row.body).data) for row in rows]

    def owed(self, occasion: str) -> list[Notification]:
        with self.read() as tx:
            query = select(Notification).where(Notification.occasion == occasion).order_by(Notification.id)
            return list(tx.scalars(query))

    def standing(self) -> list[tuple[str, str | None, str]]:
        """Suppressions in force: organisation, network, reason."""
        with self.read() as tx:
            rows = tx.scalars(select(Suppression).where(Suppression.lifted_at.is_(None)).order_by(Suppression.id))
            return [(row.organisation, row.network_id, row.reason) for row in rows]

    def later(self, **span: float) -> datetime:
        self.clock.advance(timedelta(**span))
        return self.clock.now()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.database.transaction(by="system:test") as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.database.read() as tx:
            yield tx

    def _add(self, row: Base) -> None:
        with self.transaction() as tx:
            tx.add(row)
