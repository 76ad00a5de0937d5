"""The provider's list as texts that came in, the oldest first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from services.notifications.channels.sms_inbox import list_inbound

NOON = datetime(2027, 1, 4, 11, tzinfo=UTC)


class Messages:
    """Twilio's list, the newest first."""

    def __init__(self) -> None:
        self.filters: dict[str, Any] = {}

    def stream(self, **filters: Any) -> Iterator[SimpleNamespace]:
        self.filters = filters
        for minutes, direction in [(3, "inbound"), (2, "outbound-api"), (1, "inbound")]:
            yield SimpleNamespace(
                sid=f"SM_{minutes}",
                from_="+447700900001",
                to="+447700900999",
                body=None if minutes == 1 else "ja",
                direction=direction,
                date_sent=NOON + timedelta(minutes=minutes),
                date_created=NOON,
            )


def test_only_what_came_in_is_listed_the_oldest_first() -> None:
    messages = Messages()
    listed = list(list_inbound(SimpleNamespace(messages=messages), "+447700900999")(NOON))
    assert [(sms.provider_id, sms.body) for sms in listed] == [("SM_1", ""), ("SM_3", "ja")]
    assert messages.filters["to"] == "+447700900999"
    assert messages.filters["date_sent_after"] == NOON


def test_a_short_name_or_a_messaging_service_is_no_number_to_filter_by() -> None:
    messages = Messages()
    list(list_inbound(SimpleNamespace(messages=messages), "Kvinnenett")(NOON))
    assert "to" not in messages.filters
