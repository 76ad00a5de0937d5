"""Lists what people wrote to our line, as Twilio has it: for what its webhook did not bring."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from twilio.base.exceptions import TwilioRestException

from services.notifications.channels.lean_http import NoAnswer, NotReached

PAGE = 1000


class ListFailed(Exception):
    """The provider cannot list what came in just now; it says why, and will be asked again."""


@dataclass(frozen=True)
class InboundSms:
    """One text that came in; `sent_at` by the provider's clock, in whole seconds, if it says."""

    provider_id: str
    sender: str
    recipient: str
    body: str
    sent_at: datetime | None


ListInbound = Callable[[datetime], Iterable[InboundSms]]


def list_inbound(client: Any, line: str) -> ListInbound:
    """What came in since a time, the oldest first. `line`: our number; empty: of all numbers of the account.

    What it returns raises ListFailed when the provider is away, hurried or ill; a refusal of ours is no such thing.
    """

    def inbound_since(since: datetime) -> Iterable[InboundSms]:
        filters: dict[str, Any] = {"date_sent_after": since.astimezone(UTC)}
        if line.startswith("+"):
            filters["to"] = line
        try:
            listed = list(client.messages.stream(page_size=PAGE, **filters))
        except (NotReached, NoAnswer) as fault:
            raise ListFailed(f"{type(fault).__name__} {fault}") from None
        except TwilioRestException as refusal:
            if refusal.status != 429 and refusal.status < 500:
                raise
            raise ListFailed(f"HTTP {refusal.status}") from None
        found = [_inbound(message) for message in listed if _came_in(message)]
        # those without a time last: they count as told when they are fetched
        return sorted(found, key=lambda sms: (sms.sent_at is None, sms.sent_at or since, sms.provider_id))

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
