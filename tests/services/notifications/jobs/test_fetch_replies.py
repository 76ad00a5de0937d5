"""A reply that the webhook did not bring is fetched."""

from collections.abc import Iterable, Iterator, MutableMapping
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from services.notifications.channels.sms_inbox import InboundSms, ListFailed
from services.notifications.jobs.fetch_replies import OVERLAP, ReplyFetcher
from shared import crash_points
from shared.crash_points import Crash
from shared.worker import Loop
from tests.services.notifications.phone_line import AMINA, LINE, PhoneLine


class Provider:
    """What the provider has, and since when it was asked."""

    def __init__(self, line: PhoneLine) -> None:
        self.line = line
        self.texts: list[InboundSms] = []
        self.asked: list[datetime] = []
        self.fault: Exception | None = None

    def takes(self, body: str, provider_id: str = "SM_1") -> None:
        self.texts.append(InboundSms(provider_id, AMINA, LINE, body, self.line.clock.now()))

    def __call__(self, since: datetime) -> Iterable[InboundSms]:
        self.asked.append(since)
        if self.fault:
            raise self.fault
        return [text for text in self.texts if text.sent_at >= since]

    def fetch(self) -> int:
        return ReplyFetcher(self.line.database, self, line=LINE).run_once(self.line.clock.now())


@pytest.fixture
def provider(line: PhoneLine) -> Iterator[Provider]:
    line.network()
    line.invited(line.person("amina"), line.event("evt_1"))
    yield Provider(line)
    crash_points.set_action(None)


def test_a_reply_whose_webhook_was_dropped_is_fetched_once(line: PhoneLine, provider: Provider) -> None:
    provider.fetch()
    provider.takes("ja")
    line.later(minutes=1)
    assert [provider.fetch() for _ in range(3)] == [1, 0, 0]
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)]
    assert line.reply("SM_1").received_at == line.clock.now(), "our clock, when it first reached us"


def test_without_fetching_a_dropped_webhook_loses_the_answer(line: PhoneLine, provider: Provider) -> None:
    provider.takes("ja")
    line.later(minutes=1)
    assert line.answers() == []


def test_what_the_webhook_brought_is_not_taken_in_again(line: PhoneLine, provider: Provider) -> None:
    line.writes("ja", provider_id="SM_1")
    provider.takes("ja", "SM_1")
    assert provider.fetch() == 0
    assert len(line.answers()) == 1


def test_each_fetch_looks_a_little_further_back_than_the_last(line: PhoneLine, provider: Provider) -> None:
    provider.fetch()
    first = line.clock.now()
    line.later(days=2)
    provider.takes("ja")
    provider.fetch()
    assert provider.asked[1] == first - OVERLAP, "also over days in which nothing ran"


def test_a_kill_after_fetching_loses_nothing(line: PhoneLine, provider: Provider) -> None:
    def die(point: str) -> None:
        if point == "replies.after_fetch":
            raise Crash

    provider.takes("ja")
    crash_points.set_action(die)
    with pytest.raises(Crash):
        provider.fetch()
    crash_points.set_action(None)
    assert line.answers() == []
    line.later(hours=5)
    provider.texts[0] = InboundSms("SM_1", AMINA, LINE, "ja", line.clock.now() - timedelta(minutes=5))
    assert provider.fetch() == 1


def test_one_text_that_cannot_be_stored_keeps_back_no_other_and_is_fetched_again(
    line: PhoneLine, provider: Provider
) -> None:
    provider.fetch()
    began = provider.asked[0]
    provider.takes("ja", "SM_bad")
    provider.texts[0] = InboundSms(None, AMINA, LINE, "ja", line.clock.now())  # type: ignore[arg-type]
    provider.takes("nei", "SM_good")
    line.later(minutes=1)
    assert provider.fetch() == 1
    assert line.answers() == [("inv_amina_evt_1", "declined", None)]
    provider.fetch()
    assert provider.asked[2] == began, "not forgotten"


def turned(line: PhoneLine, provider: Provider, fault: Exception | None) -> list[MutableMapping[str, Any]]:
    """What one turn of the loop logs while the provider has this fault."""
    provider.fault = fault
    loop = Loop("notifications.inbox", (ReplyFetcher(line.database, provider, line=LINE).step(),))
    with structlog.testing.capture_logs() as logged:
        loop.run_once(line.clock.now())
    return logged


def test_a_fault_of_the_provider_that_passes_is_one_line_and_loses_nothing(line: PhoneLine, provider: Provider) -> None:
    provider.fetch()
    provider.takes("ja")
    line.later(hours=1)
    (logged,) = turned(line, provider, ListFailed("NoAnswer ReadTimeoutError"))
    assert logged == {"event": "replies.not_fetched", "reason": "NoAnswer ReadTimeoutError", "log_level": "warning"}
    line.later(minutes=2)
    assert turned(line, provider, None) == []
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)]


def test_an_unexpected_fault_keeps_its_traceback(line: PhoneLine, provider: Provider) -> None:
    (logged,) = turned(line, provider, ZeroDivisionError())
    assert (logged["event"], logged["log_level"], logged["exc_info"]) == ("step.failed", "error", True)


def test_the_step_runs_at_the_start_and_each_minute(line: PhoneLine, provider: Provider) -> None:
    step = ReplyFetcher(line.database, provider, line=LINE).step()
    for _ in range(3):
        step.run_once(line.clock.now())
    assert len(provider.asked) == 1
    line.later(seconds=61)
    step.run_once(line.clock.now())
    assert len(provider.asked) == 2
