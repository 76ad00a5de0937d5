"""The world outside: phones behind a provider that lies, mailboxes, and what a provider calls back."""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.channels.sms import LookUpFailed, Taken
from services.notifications.channels.sms_inbox import InboundSms, ListFailed
from shared.clock import Clock

LINE = "+447700900999"
LISTED_AFTER = 19.0  # seconds at most after which the provider lists what it took
FAIR = {"accepted": 1.0}
WEATHERS: dict[str, dict[str, float]] = {
    "fair": FAIR,
    "changeable": {"accepted": 5, "later": 1, "lost": 1, "taken": 1, "taken late": 1},
    "foul": {"accepted": 1, "later": 2, "lost": 2, "taken": 2, "taken late": 2},
    "bad, for the bill is not paid,": {"accepted": 2, "account": 2, "later": 1},
}

STATUSES = (
    ("sent", "delivered"),
    ("sent", "delivered"),
    ("sent", "undelivered"),
    ("sent", "undelivered", "delivered"),  # the phone was off at first
)


@dataclass(frozen=True)
class Accepted:
    """A text that the provider took; `silence`: why nothing should have gone there, as far as we knew."""

    id: str
    to: str
    body: str
    at: datetime
    listed_at: datetime
    silence: str = ""

    @property
    def link(self) -> str | None:
        """The token of the page it leads to."""
        found = re.search(r"/p/([\w-]{22})", self.body)
        return found[1] if found else None

    @property
    def digits(self) -> tuple[int, int] | None:
        """What means yes and no in it."""
        found = re.search(r"Svar (\d+) for ja eller (\d+) for nei", self.body)
        return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Callback:
    """A webhook that waits to be brought to us."""

    path: str
    form: dict[str, str]
    tries: int = 0

    def again(self) -> "Callback":
        return replace(self, tries=self.tries + 1)


@dataclass
class World:
    """What phones and mailboxes share: the time, chance, and the weather."""

    clock: Clock
    chance: random.Random
    weather: dict[str, float] = field(default_factory=lambda: FAIR)
    callbacks: list[Callback] = field(default_factory=list)

    def draw(self) -> str:
        return self.chance.choices(list(self.weather), list(self.weather.values()))[0]

    @property
    def fair(self) -> bool:
        return self.weather is FAIR


class Phones:
    """An SMS provider and the phones behind it."""

    def __init__(self, world: World, silence: Callable[[str], str]) -> None:
        """`silence`: why nothing may go to this number, if so."""
        self.world = world
        self.accepted: list[Accepted] = []
        self.inbound: list[InboundSms] = []
        self._silence = silence
        self._first_day: list[Accepted] = []

    def keep(self) -> None:
        """What stands on the phones now stands there at the beginning of every seed."""
        self._first_day = list(self.accepted)

    def begin_anew(self) -> None:
        self.accepted[:] = self._first_day
        self.inbound.clear()

    def send(self, to: str, body: str) -> Outcome:
        drawn = self.world.draw()
        if drawn == "later":
            wait = self.world.chance.choice([None, 5, 40])
            return Outcome(Kind.LATER, code="20429", retry_after=wait)
        if drawn == "account":
            return Outcome(Kind.ACCOUNT, code="20003")
        if drawn == "lost":
            return Outcome(Kind.UNKNOWN, code="no answer")
        late = self.world.chance.uniform(0, LISTED_AFTER) if drawn == "taken late" else 0
        taken = self._take(to, body, timedelta(seconds=late))
        if drawn != "accepted":
            return Outcome(Kind.UNKNOWN, code="no answer")
        return Outcome(Kind.ACCEPTED, provider_id=taken.id)

    def taken_since(self, to: str, since: datetime) -> list[Taken]:
        if not self.world.fair and self.world.chance.random() < 0.2:
            raise LookUpFailed("no answer")
        now = self.world.clock.now()
        found = [one for one in self.accepted if one.to == to and one.at >= since and one.listed_at <= now]
        return [Taken(one.id, one.body) for one in reversed(found)]

    def list_inbound(self, since: datetime) -> Iterable[InboundSms]:
        if not self.world.fair and self.world.chance.random() < 0.3:
            raise ListFailed("HTTP 503")
        return [one for one in self.inbound if one.sent_at is None or one.sent_at >= since]

    def close(self) -> None:
        """Nothing to let go of."""

    def write(self, sender: str, body: str) -> InboundSms:
        """A person sends us a text; its webhook is on its way."""
        sent_at = self.world.clock.now().replace(microsecond=0)
        text = InboundSms(f"SMin{len(self.inbound):06d}", sender, LINE, body, sent_at)
        self.inbound.append(text)
        form = {"MessageSid": text.provider_id, "From": sender, "To": LINE, "Body": body}
        self.world.callbacks.append(Callback("/api/notifications/v1/twilio/inbound", form))
        return text

    def received(self, phone: str) -> list[Accepted]:
        return [one for one in self.accepted if one.to == phone]

    def _take(self, to: str, body: str, late: timedelta) -> Accepted:
        now = self.world.clock.now()
        taken = Accepted(f"SM{len(self.accepted):08d}", to, body, now, now + late, self._silence(to))
        self.accepted.append(taken)
        for status in self.world.chance.choice(STATUSES):
            form = {"MessageSid": taken.id, "MessageStatus": status, "To": to}
            form |= {"ErrorCode": "30003"} if status == "undelivered" else {}
            self.world.callbacks.append(Callback("/api/notifications/v1/twilio/status", form))
        return taken


@dataclass(frozen=True)
class Mail:
    """A mail that was taken, in the order it was."""

    to: str
    content: bytes
    silence: str = ""

    @property
    def message_id(self) -> str:
        return self._header(rb"\r\nMessage-ID: <([^>]+)>")

    @property
    def calendar(self) -> tuple[str, int] | None:
        """UID and SEQUENCE of the calendar file in it."""
        from email import message_from_bytes

        for part in message_from_bytes(self.content).walk():
            if part.get_content_type() == "text/calendar":
                file: Any = part.get_payload(decode=True)
                text = re.sub(rb"\r\n[ \t]", b"", file)
                uid = re.search(rb"\r\nUID:([^\r]+)", text)
                sequence = re.search(rb"\r\nSEQUENCE:(\d+)", text)
                assert uid, "a calendar file without UID"
                return uid[1].decode(), int(sequence[1]) if sequence else 0
        return None

    def _header(self, pattern: bytes) -> str:
        found = re.search(pattern, self.content)
        assert found, "a mail without Message-ID"
        return found[1].decode()


class Mailboxes:
    """A mail server that may lose the connection after it took a mail."""

    def __init__(self, world: World, silence: Callable[[str], str]) -> None:
        self.world = world
        self._silence = silence
        self.taken: list[Mail] = []
        self.doubtful = 0
        self._first_day: list[Mail] = []

    def keep(self) -> None:
        """As phones do."""
        self._first_day = list(self.taken)

    def begin_anew(self) -> None:
        self.taken[:] = self._first_day
        self.doubtful = 0

    def send(self, to: str, content: bytes, then: str | None = None) -> Outcome:
        drawn = self.world.draw()
        if drawn == "later":
            return Outcome(Kind.LATER, code="451")
        if drawn == "account":
            return Outcome(Kind.ACCOUNT, code="535")
        if drawn != "lost":
            self.taken.append(Mail(to, content, self._silence(to)))
        if drawn == "accepted":
            return Outcome(Kind.ACCEPTED)
        self.doubtful += 1
        return Outcome(Kind.UNKNOWN, code="connection lost")

    def close(self) -> None:
        """Nothing to let go of."""
