"""A text is taken by the provider exactly once, whatever happens on the way."""

from datetime import timedelta

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.operations.suppress import Reach, suppress
from shared.contracts.notifications import NOTIFICATION_FAILED
from tests.services.notifications.outbound import AMINA, Outbound, Telephone
from tests.support.corpus import first

WINDOWS = ("send.after_claim", "send.after_accept", "send.after_record")


@pytest.fixture
def due(outbound: Outbound) -> Outbound:
    """An invitation by SMS that was held until now."""
    outbound.network(sending="held")
    outbound.event()
    outbound.person(channels=["sms"])
    outbound.invite()
    assert outbound.texts() == []
    return outbound


def let_go(service: Outbound) -> None:
    """Releases what is held without working it."""
    settle, service.settle = service.settle, lambda: None  # type: ignore[method-assign]
    service.network(sending="on")
    service.settle = settle  # type: ignore[method-assign]


@pytest.mark.parametrize("point", first(1, WINDOWS))
@pytest.mark.slow
def test_a_crash_in_any_window_gives_exactly_one_text(due: Outbound, point: str) -> None:
    let_go(due)
    due.crash_at(point)
    due.settle()
    for _ in range(4):
        due.later(seconds=30)
    assert len(due.texts()) == 1
    assert due.states() == [("invitation", "sms", "sent")]
    assert due.owed()[0].provider_id == due.telephone.taken[0][0]


@pytest.mark.slow
def test_without_the_look_up_a_crash_after_accepting_gives_two(due: Outbound) -> None:
    due.telephone.blind = True
    let_go(due)
    due.crash_at("send.after_accept")
    for _ in range(4):
        due.later(seconds=30)
    assert len(due.texts()) == 2


@pytest.mark.slow
def test_nothing_is_asked_before_the_provider_can_list_it(due: Outbound) -> None:
    let_go(due)
    due.crash_at("send.after_accept")
    due.telephone.blind = True
    due.later(seconds=15)
    due.telephone.blind = False
    due.later(seconds=10)
    assert len(due.texts()) == 1


@pytest.mark.slow
def test_a_look_up_that_fails_is_put_off_and_nothing_is_sent_again(due: Outbound) -> None:
    let_go(due)
    due.crash_at("send.after_accept")
    due.telephone.deaf = True
    due.later(minutes=2)
    assert due.states() == [("invitation", "sms", "sending")]
    due.telephone.deaf = False
    due.later(minutes=2)
    assert due.states() == [("invitation", "sms", "sent")]
    assert len(due.texts()) == 1


@pytest.mark.slow
def test_equal_texts_to_one_phone_are_matched_by_count(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    for name in ("amina", "sara"):
        outbound.person(name, channels=["sms"], call_name="Testa")
    outbound.invite("amina", "sara")
    with outbound.transaction() as tx:
        rows = outbound.owed()
        for row in rows:
            row.state, row.text, row.provider_id = "sending", "the same", None
            row.due_at, row.sending_since = tx.now, tx.now
            tx.merge(row)
    outbound.telephone.taken = [("SM_one", "+447700900001", "the same")]
    outbound.settle()
    assert {row.state for row in outbound.owed()} == {"sent"}
    assert len(outbound.texts()) == 2


def test_a_look_up_leaves_alone_what_an_equal_text_under_way_may_own(due: Outbound) -> None:
    due.person("sara", channels=["sms"])
    due.invite("sara")
    with due.transaction() as tx:
        for row, wait in zip(due.owed(), (0, 600), strict=True):
            row.state, row.text, row.sending_since = "sending", "the same", tx.now
            row.due_at, row.lease = tx.now + timedelta(seconds=wait), "lease_of_another"
            tx.merge(row)
    due.telephone.taken = [("SM_of_the_other", AMINA, "the same")]
    due.settle()
    assert {row.state for row in due.owed()} == {"sending"}
    assert {row.provider_id for row in due.owed()} == {None}


@pytest.mark.slow
def test_no_call_begins_when_another_could_take_the_row_over(due: Outbound) -> None:
    class Slow(Telephone):
        def send(self, to: str, body: str) -> Outcome:
            self.clock.advance(timedelta(seconds=9))
            return super().send(to, body)

    slow = Slow(due.clock)
    due.telephone = slow
    due.restart()
    for number in range(6):
        due.person(f"p{number}", f"+44770090010{number}", channels=["sms"])
    due.invite(*(f"p{number}" for number in range(6)))
    due.person(channels=["email"])
    let_go(due)
    due.service.loops[-2].run_once(due.clock.now())
    assert len(slow.taken) < 6
    due.settle()
    assert sorted(phone for _, phone, _ in slow.taken) == [f"+44770090010{number}" for number in range(6)]


def test_a_time_out_is_looked_up_before_it_is_sent_again(due: Outbound) -> None:
    due.telephone.answers = [Outcome(Kind.UNKNOWN, code="no answer")]
    due.network(sending="on")
    assert due.states() == [("invitation", "sms", "sending")]
    due.later(seconds=25)
    assert due.states() == [("invitation", "sms", "sent")]
    assert len(due.texts()) == 1


def test_too_many_waits_as_long_as_the_provider_asks(due: Outbound) -> None:
    due.telephone.answers = [Outcome(Kind.LATER, code="20429", retry_after=90)]
    due.network(sending="on")
    due.later(seconds=60)
    assert due.texts() == []
    due.later(seconds=31)
    assert len(due.texts()) == 1


@pytest.mark.slow
def test_a_number_that_cannot_be_reached_fails_once_and_is_told(due: Outbound) -> None:
    due.telephone.answers = [Outcome(Kind.REFUSED, code="21211")]
    due.network(sending="on")
    due.later(hours=1)
    assert due.states() == [("invitation", "sms", "failed")]
    assert [said.data["permanent"] for said in due.said(NOTIFICATION_FAILED)] == [True]


def test_an_opt_out_at_the_provider_suppresses_the_phone(due: Outbound) -> None:
    due.telephone.answers = [Outcome(Kind.REFUSED, code="21610")]
    due.network(sending="on")
    due.registered()
    assert ("confirmed", "sms", "suppressed") in due.states()
    assert due.texts() == []


@pytest.mark.slow
def test_a_refused_account_stops_the_channel_and_ready_says_so(due: Outbound) -> None:
    due.telephone.answers = [Outcome(Kind.ACCOUNT, code="20003")]
    due.network(sending="on")
    due.person("sara", "+447700900002", channels=["sms"])
    due.invite("amina", "sara")
    assert due.telephone.taken == []
    ready = due.service.app.test_client().get("/ready")
    assert ready.status_code == 503
    assert "20003" in ready.json["reasons"]["sms"]  # type: ignore[index]
    due.later(minutes=6)
    assert len(due.telephone.taken) == 2
    assert due.service.app.test_client().get("/ready").status_code == 200


@pytest.mark.slow
def test_a_provider_that_is_gone_for_hours_ends_in_an_honest_failure(due: Outbound) -> None:
    due.telephone.answers = [Outcome(Kind.LATER, code="no connection")] * 100
    due.network(sending="on")
    for _ in range(60):
        due.later(minutes=31)
    assert due.states() == [("invitation", "sms", "failed")]
    assert [said.data["permanent"] for said in due.said(NOTIFICATION_FAILED)] == [False]


@pytest.mark.slow
def test_stop_between_owing_and_sending_stops_the_text_but_not_the_mail(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.telephone.answers = [Outcome(Kind.LATER, code="20429", retry_after=60)]
    outbound.invite()
    with outbound.transaction() as tx:
        suppress(tx, channel="sms", contact="+447700900001", reach=Reach("demo", None), reason="stop")
    outbound.later(minutes=2)
    assert outbound.texts() == []
    assert outbound.states() == [("invitation", "email", "sent"), ("invitation", "sms", "suppressed")]
