"""What was held goes out at its time once it may, and what is told at any hour does not wait for the morning."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.services.notifications.outbound import START, Outbound

NIGHT = datetime(2027, 3, 8, 23, 30, tzinfo=UTC)  # half past midnight in Oslo, on the day of the event
QUIET = ["21:00", "08:00"]


def invited_then_held(outbound: Outbound) -> None:
    outbound.ready_to_invite(quiet=QUIET)
    outbound.invite()
    outbound.clock.set(NIGHT)
    outbound.network(sending="held", quiet=QUIET)


def test_a_change_of_today_does_not_wait_for_the_morning_because_it_was_held(outbound: Outbound) -> None:
    invited_then_held(outbound)
    outbound.move(START + timedelta(days=3))
    assert len(outbound.texts()) == 1
    outbound.network(sending="on", quiet=QUIET)
    assert "12. mars" in outbound.texts()[-1]


def test_an_answer_to_what_she_did_does_not_either(outbound: Outbound) -> None:
    invited_then_held(outbound)
    outbound.move(START + timedelta(days=3))
    outbound.registered()
    outbound.network(sending="on", quiet=QUIET)
    assert "Du har plass" in outbound.texts()[-1]


@pytest.mark.slow
def test_what_waits_for_the_morning_still_does_once_released(outbound: Outbound) -> None:
    invited_then_held(outbound)
    outbound.move(START + timedelta(days=3))
    outbound.registered(reason="organiser")
    outbound.network(sending="on", quiet=QUIET)
    assert ("confirmed", "sms", "queued") in outbound.states()
    assert ("moved", "sms", "sent") in outbound.states(), "each of one release at its own time"
    outbound.later(hours=8)
    assert ("confirmed", "sms", "sent") in outbound.states()


def test_what_was_held_until_the_event_was_over_expires(outbound: Outbound) -> None:
    invited_then_held(outbound)
    outbound.person("sara", "+447700900002")
    outbound.invite("sara")
    outbound.clock.set(START + timedelta(hours=3))
    outbound.network(sending="on", quiet=QUIET)
    assert {(row.state, row.reason) for row in outbound.owed(participant_id="prt_sara")} == {
        ("expired", "event is over")
    }
