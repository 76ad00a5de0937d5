"""Lists what people wrote to our line, as Twilio has it: for what its webhook did not bring."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

PAGE = 1000


@dataclass(frozen=True)
class InboundSms:
    """One text that came in."""

    provider_id: str
    sender: str
    recipient: str
    body: str
    sent_at: datetime


ListInbound = Callable[[datetime], Iterable[InboundSms]]


def list_inbound(client: Any, line: str) -> ListInbound:
    """What came in since a time, the oldest first. `line`: our number; empty: of all numbers of the account."""

    def inbound_since(since: datetime) -> Iterable[InboundSms]:
        filters: dict[str, Any] = {"date_sent_after": since.astimezone(UTC)}
        if line.startswith("+"):
            filters["to"] = line
        found = [
            _inbound(message) for message in client.messages.stream(page_size=PAGE, **filters) if _came_in(message)
        ]
        return sorted(found, key=lambda sms: (sms.sent_at, sms.provider_id))

    return inbound_since


def _came_in(message: Any) -> bool:
    return bool(message.direction == "inbound")


def _inbound(message: Any) -> InboundSms:
    return InboundSms(
        provider_id=message.sid,
        sender=message.from_ or "",
        recipient=message.to or "",
        body=message.body or "",
        sent_at=message.date_sent or message.date_created,
    )
