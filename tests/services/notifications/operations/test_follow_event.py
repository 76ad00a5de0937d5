"""What concerns the whole event is told once, to those whom it concerns, from the newest state."""

from datetime import timedelta

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from tests.services.notifications.outbound import SARA, START, Outbound

LATER = START + timedelta(days=7)


def test_a_move_is_told_to_who_was_invited_and_has_not_declined(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", SARA)
    outbound.invite("amina", "sara")
    outbound.registered("declined", "sara", reason="answered")
    outbound.move(LATER)
    assert "16. mars" in outbound.texts()[-1]
    assert [row.participant_id for row in outbound.owed(occasion="moved", channel="sms")] == ["prt_amina"]


def test_an_invitation_that_was_not_sent_yet_simply_tells_the_new_time(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    outbound.invite()
    outbound.move(LATER)
    outbound.network(sending="on")
    assert outbound.states() == [("invitation", "email", "sent"), ("invitation", "sms", "sent")]
    assert "16. mars" in outbound.texts()[0]
    assert {row.told_sequence for row in outbound.owed()} == {1}


@pytest.mark.slow
def test_two_moves_before_anything_is_sent_are_told_as_one(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.telephone.answers = [Outcome(Kind.LATER, code="20429", retry_after=60)]
    outbound.move(LATER, 1)
    outbound.move(LATER + timedelta(days=1), 2)
    outbound.later(minutes=2)
    assert len(outbound.texts()) == 2
    assert "17. mars" in outbound.texts()[-1]
    assert sorted(row.state for row in outbound.owed(occasion="moved", channel="sms")) == ["expired", "sent"]


@pytest.mark.slow
def test_an_older_state_that_comes_late_is_not_told(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.move(LATER + timedelta(days=1), 2)
    outbound._revision = 101
    outbound.move(LATER, 1)
    assert len(outbound.owed(occasion="moved", channel="sms")) == 1


def test_more_seats_are_no_news_to_anybody(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.event(capacity=40)
    assert outbound.states() == [("invitation", "email", "sent"), ("invitation", "sms", "sent")]


@pytest.mark.slow
def test_a_cancelled_event_is_told_once_and_what_waits_is_dropped(outbound: Outbound) -> None:
    from shared.contracts.registrations import REGISTRATION_CANCELLED

    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    outbound.cancel()
    outbound.registered("cancelled", contract=REGISTRATION_CANCELLED, reason="event_cancelled")
    assert "avlyst" in outbound.texts()[-1]
    assert outbound.states(channel="sms") == [
        ("confirmed", "sms", "sent"),
        ("event_cancelled", "sms", "sent"),
        ("invitation", "sms", "sent"),
        ("reminder", "sms", "expired"),
    ]


def test_who_was_never_told_of_a_cancelled_event_is_not_told_now(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    outbound.invite()
    outbound.cancel()
    outbound.network(sending="on")
    assert outbound.texts() == []
    assert {row.state for row in outbound.owed()} == {"expired"}
