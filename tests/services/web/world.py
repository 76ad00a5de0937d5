"""What lies around a site in process: phones and mailboxes that take everything, and a broker that is overheard."""

import email
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from typing import cast

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.channels.sms import Taken
from shared.broker import Outgoing
from shared.broker.in_process import InProcessBroker
from shared.message import Message


class Overheard(InProcessBroker):
    """Keeps what was said, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Message] = []

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        self.heard += [Message.from_json(outgoing.body) for outgoing in window]
        return super().publish(window)


class Phones:
    """Every phone there is; `answers`: what the provider says to the next texts instead of taking them."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.answers: list[Outcome] = []

    def send(self, to: str, body: str) -> Outcome:
        if self.answers:
            return self.answers.pop(0)
        self.texts.append((to, body))
        return Outcome(Kind.ACCEPTED, provider_id=f"SM{len(self.texts)}")

    def taken_since(self, to: str, since: datetime) -> list[Taken]:
        return []

    def close(self) -> None:
        """Nothing to let go of."""

    def to(self, number: str) -> list[str]:
        """What stands on one phone."""
        return [body for whose, body in self.texts if whose == number]


class Mailboxes:
    """Every mailbox there is."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []

    def send(self, to: str, content: bytes, then: str | None = None) -> Outcome:
        self.mails.append((to, content))
        return Outcome(Kind.ACCEPTED, provider_id=f"<{len(self.mails)}@example.org>")

    def close(self) -> None:
        """Nothing to let go of."""

    def to(self, address: str) -> list[EmailMessage]:
        """What lies in one mailbox."""
        found = [content for whose, content in self.mails if whose == address]
        return [cast(EmailMessage, email.message_from_bytes(content, policy=default)) for content in found]
