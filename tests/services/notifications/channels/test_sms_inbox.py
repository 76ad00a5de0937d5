"""The provider's list as texts that came in, the oldest first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from services.notifications.channels.lean_http import NoAnswer, NotReached
from services.notifications.channels.sms_inbox import ListFailed, list_inbound

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


def test_one_that_does_not_say_when_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = Messages()
    undated = SimpleNamespace(sid="SM_0", from_="", to="", body="", direction="inbound", date_sent=None)
    undated.date_created = None
    listed = [undated, *messages.stream()]
    monkeypatch.setattr(messages, "stream", lambda **_filters: iter(listed))
    found = list(list_inbound(SimpleNamespace(messages=messages), "")(NOON))
    assert [(sms.provider_id, sms.sent_at is None) for sms in found] == [
        ("SM_1", False),
        ("SM_3", False),
        ("SM_0", True),
    ]


class Faulty:
    """Twilio's list, which fails at its first page."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def stream(self, **_filters: Any) -> Iterator[SimpleNamespace]:
        yield from ()
        raise self.fault


def refusal(status: int) -> TwilioRestException:
    return TwilioRestException(status, "/Messages.json", "a page that a gateway made")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (NoAnswer("ReadTimeoutError"), "NoAnswer ReadTimeoutError"),
        (NotReached("ConnectTimeoutError"), "NotReached ConnectTimeoutError"),
        (refusal(503), "HTTP 503"),
        (refusal(429), "HTTP 429"),
    ],
)
def test_a_fault_that_passes_is_told_apart(fault: Exception, reason: str) -> None:
    with pytest.raises(ListFailed) as failed:
        list_inbound(SimpleNamespace(messages=Faulty(fault)), "")(NOON)
    assert str(failed.value) == reason


@pytest.mark.parametrize("fault", [refusal(401), KeyError("messages")])
def test_what_does_not_pass_by_itself_stays_what_it_is(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        list_inbound(SimpleNamespace(messages=Faulty(fault)), "")(NOON)
