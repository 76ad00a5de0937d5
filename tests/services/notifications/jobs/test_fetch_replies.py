"""A reply that the webhook did not bring is fetched."""

from collections.abc import Iterable, Iterator, MutableMapping
from datetime import datetime, timedelta
from typing import Any, NoReturn, cast

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from services.notifications.channels.sms_inbox import InboundSms, ListFailed
from services.notifications.jobs.fetch_replies import OVERLAP, ReplyFetcher
from services.notifications.known_network import KnownNetwork
from services.notifications.operations.receive_reply import park_reply
from shared import crash_points
from shared.contracts.notifications import ANSWER_RECEIVED
from shared.crash_points import Crash
from shared.database import Database
from shared.worker import Loop
from tests.services.notifications.phone_line import AMINA, LINE, PhoneLine


class Provider:
    """What the provider has, and since when it was asked."""

    def __init__(self, line: PhoneLine) -> None:
        self.line = line
        self.texts: list[InboundSms] = []
        self.asked: list[datetime] = []
        self.fault: Exception | None = None

    def takes(
        self, body: str, provider_id: str = "SM_1", *, dated: bool = True, ahead: timedelta = timedelta(0)
    ) -> None:
        sent_at = self.line.clock.now() + ahead if dated else None
        self.texts.append(InboundSms(provider_id, AMINA, LINE, body, sent_at))

    def __call__(self, since: datetime) -> Iterable[InboundSms]:
        self.asked.append(since)
        if self.fault:
            raise self.fault
        return [text for text in self.texts if text.sent_at is None or text.sent_at >= since]

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
    assert line.reply("SM_1").received_at == line.clock.now() - timedelta(minutes=1), "when she sent it"


def told_at(line: PhoneLine) -> dict[str, datetime]:
    return {said["answer"]: said["told_at"] for said in line.said(ANSWER_RECEIVED)}


def changes_her_mind(line: PhoneLine, provider: Provider, *, dated: bool) -> None:
    """Her no is lost on the way, the yes that she writes after it comes in at once, and then the no is fetched."""
    provider.fetch()
    line.later(seconds=10)
    provider.takes("nei", dated=dated)
    line.later(seconds=10)
    line.writes("ja")
    line.later(minutes=1)
    assert provider.fetch() == 1


def test_an_older_no_that_was_fetched_is_older_than_the_newer_yes(line: PhoneLine, provider: Provider) -> None:
    changes_her_mind(line, provider, dated=True)
    told = told_at(line)
    assert told["accepted"] - told["declined"] == timedelta(seconds=10)


def test_twin_by_our_clock_alone_the_older_no_would_win(line: PhoneLine, provider: Provider) -> None:
    """The guard: a fetched reply was told when it was sent. A provider that does not say when leaves our own clock."""
    changes_her_mind(line, provider, dated=False)
    assert told_at(line)["declined"] > told_at(line)["accepted"]


def test_a_provider_whose_clock_is_ahead_cannot_put_a_reply_into_the_future(
    line: PhoneLine, provider: Provider
) -> None:
    provider.fetch()
    provider.takes("ja", ahead=timedelta(days=400))
    provider.fetch()
    assert told_at(line) == {"accepted": line.clock.now()}


@pytest.mark.parametrize("days", [1, 20_000])
def test_nor_into_the_time_before_she_was_told(line: PhoneLine, provider: Provider, days: int) -> None:
    first_told = line.clock.now()
    provider.fetch()
    line.later(minutes=1)
    provider.takes("1", ahead=-timedelta(days=days))
    ReplyFetcher(line.database, lambda _since: provider.texts, line=LINE).run_once(line.clock.now())
    assert told_at(line) == {"accepted": first_told}
    assert line.reply("SM_1").received_at == first_told - OVERLAP, "no further back than we asked"


def test_an_answer_to_what_is_over_by_now_is_judged_by_when_she_sent_it(line: PhoneLine, provider: Provider) -> None:
    provider.fetch()
    sent_at = line.later(days=7, hours=1)
    provider.takes("ja")
    line.later(hours=2)
    provider.fetch()
    assert told_at(line) == {"accepted": sent_at}


def test_she_is_asked_only_about_what_is_still_open(line: PhoneLine, provider: Provider) -> None:
    line.invited("prt_amina", line.event("evt_2", days=9))
    provider.fetch()
    line.later(days=7, hours=1)
    provider.takes("ja")
    line.later(hours=2)
    provider.fetch()
    assert line.reply("SM_1").state == "asked", "two were open when she wrote"
    (question,) = line.owed("which")
    assert [choice["event_id"] for choice in question.data["choices"]] == ["evt_2"]


def test_a_word_answers_nothing_that_she_was_told_of_only_later(line: PhoneLine, provider: Provider) -> None:
    provider.fetch()
    provider.takes("ja")
    line.later(hours=1)
    line.cancel("evt_1")
    line.invited("prt_amina", line.event("evt_2", days=9))
    provider.fetch()
    assert (line.reply("SM_1").state, line.answers()) == ("needs_person", [])


def test_an_older_start_does_not_lift_a_newer_stop(line: PhoneLine, provider: Provider) -> None:
    line.writes("STOP")
    provider.fetch()
    provider.takes("START")
    line.later(seconds=10)
    line.writes("STOP")
    provider.fetch()
    assert line.reply("SM_1").state == "needs_person"
    assert {reason for _, _, reason in line.standing()} == {"stop"}


def test_a_newer_start_does(line: PhoneLine, provider: Provider) -> None:
    line.writes("STOP")
    provider.fetch()
    line.later(seconds=10)
    provider.takes("START")
    line.later(minutes=1)
    provider.fetch()
    assert (line.reply("SM_1").state, line.standing()) == ("understood", [])


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


def poisoned(line: PhoneLine, provider: Provider) -> None:
    """A text comes in whose answer cannot be written, for something is wrong with what we know; and one after it."""
    provider.fetch()
    with line.transaction() as tx:
        network = tx.get_one(KnownNetwork, "net_1")
        network.state = network.state | {"quiet_hours": ["at night", "in the morning"]}
    provider.takes("hvor", "SM_bad")
    line.later(seconds=1)
    provider.takes("nei", "SM_good")
    line.later(minutes=1)


def test_a_text_that_cannot_be_taken_in_is_parked_with_a_reason_for_a_person(
    line: PhoneLine, provider: Provider
) -> None:
    poisoned(line, provider)
    assert provider.fetch() == 2
    assert line.answers() == [("inv_amina_evt_1", "declined", None)], "it keeps back no other"
    parked = line.reply("SM_bad")
    assert (parked.state, parked.organisation, parked.body) == ("needs_person", "demo", "hvor")
    assert parked.meaning == {"reason": "could not be understood: ValueError"}


def test_a_parked_text_is_not_fetched_for_ever(line: PhoneLine, provider: Provider) -> None:
    poisoned(line, provider)
    fetched_at = line.clock.now()
    provider.fetch()
    line.later(minutes=1)
    assert provider.fetch() == 0
    assert provider.asked[2] == fetched_at - OVERLAP, "what comes later is asked for from here on"


def test_of_a_text_that_is_parked_no_strangers_words_are_kept(line: PhoneLine) -> None:
    with line.transaction() as tx:
        text = {"channel": "sms", "to": LINE, "body": "hvor", "told_at": tx.now, "reason": "a fault"}
        for provider_id, sender in [("SM_1", "+447700900777"), ("SM_2", "\x00"), ("SM_3", "x" * 400)]:
            park_reply(tx, provider_id=provider_id, from_=sender, **text)
    for provider_id in ("SM_1", "SM_2", "SM_3"):
        parked = line.reply(provider_id)
        assert (parked.state, parked.from_contact, parked.body) == ("ignored", "", None)


def test_a_text_without_an_id_keeps_nothing_back(line: PhoneLine, provider: Provider) -> None:
    provider.fetch()
    provider.texts.append(InboundSms(None, AMINA, LINE, "ja", line.clock.now()))  # type: ignore[arg-type]
    provider.takes("nei", "SM_good")
    fetched_at = line.later(minutes=1)
    with structlog.testing.capture_logs() as logged:
        provider.fetch()
    assert [entry["event"] for entry in logged] == ["reply.parked", "reply.lost"]
    assert line.answers() == [("inv_amina_evt_1", "declined", None)]
    provider.fetch()
    assert provider.asked[2] == fetched_at - OVERLAP


class Away:
    """A database that can be read and not written to."""

    def __init__(self, database: Database) -> None:
        self.read = database.read

    def transaction(self, **_context: str) -> NoReturn:
        raise OperationalError("COMMIT", {}, OSError("the disk is full"))


def test_while_the_database_is_away_nothing_is_parked_and_all_is_fetched_again(
    line: PhoneLine, provider: Provider
) -> None:
    provider.fetch()
    began = provider.asked[0]
    provider.takes("ja")
    line.later(minutes=20)
    away = cast(Database, Away(line.database))
    assert ReplyFetcher(away, provider, line=LINE).run_once(line.clock.now()) == 0
    assert provider.fetch() == 1
    assert provider.asked[2] == began, "not forgotten"
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)]


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
