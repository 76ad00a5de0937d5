"""One reminder, a day before, that moves with the event and goes with the seat."""

from datetime import timedelta

from shared.contracts.registrations import REGISTRATION_CANCELLED
from tests.services.notifications.outbound import START, Outbound


def confirmed(outbound: Outbound) -> Outbound:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    return outbound


def test_a_reminder_goes_out_a_day_before(outbound: Outbound) -> None:
    confirmed(outbound).clock.set(START - timedelta(hours=25))
    outbound.settle()
    assert outbound.states(occasion="reminder", channel="sms") == [("reminder", "sms", "queued")]
    outbound.later(hours=1)
    assert outbound.states(occasion="reminder", channel="sms") == [("reminder", "sms", "sent")]


def test_a_reminder_moves_with_the_event(outbound: Outbound) -> None:
    confirmed(outbound).move(START + timedelta(days=7))
    outbound.clock.set(START - timedelta(hours=1))
    outbound.settle()
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"queued"}
    outbound.later(days=6, hours=2)
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"sent"}


def test_who_was_reminded_of_the_old_time_is_reminded_of_the_new_one(outbound: Outbound) -> None:
    confirmed(outbound).clock.set(START - timedelta(hours=23))
    outbound.settle()
    outbound.move(START + timedelta(days=7))
    outbound.later(days=7)
    assert [row.state for row in outbound.owed(occasion="reminder", channel="sms")] == ["sent", "sent"]


def test_who_cancels_is_not_reminded(outbound: Outbound) -> None:
    confirmed(outbound).registered("cancelled", contract=REGISTRATION_CANCELLED, reason="declined")
    outbound.clock.set(START - timedelta(hours=20))
    outbound.settle()
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"expired"}


def test_who_gets_a_seat_just_before_the_start_is_not_reminded(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.clock.set(START - timedelta(hours=2))
    outbound.registered()
    assert outbound.owed(occasion="reminder") == []


def test_who_brings_one_more_after_her_reminder_is_not_reminded_again(outbound: Outbound) -> None:
    confirmed(outbound).clock.set(START - timedelta(hours=23))
    outbound.settle()
    outbound.registered(party_size=2)
    outbound.clock.set(START - timedelta(hours=2))
    outbound.settle()
    assert [row.state for row in outbound.owed(occasion="reminder", channel="sms")] == ["sent"]
