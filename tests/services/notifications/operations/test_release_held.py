"""What was held goes out at its time once it may, and what is told at any hour does not wait for the morning."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

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


UNDO = timedelta(seconds=60)


@pytest.fixture
def undoing(tmp_path: Path) -> Iterator[Outbound]:
    """A house where what is let go waits a minute, and one person whose invitation is held."""
    made = Outbound(tmp_path, samling_sending_undo=UNDO)
    made.ready_to_invite(sending="held")
    made.invite()
    yield made
    made.service.close()


@pytest.mark.slow
def test_what_is_held_again_within_the_minute_has_not_left(undoing: Outbound) -> None:
    undoing.network(sending="on")
    undoing.later(seconds=59)
    undoing.network(sending="held")
    undoing.later(hours=1)
    assert (undoing.texts(), undoing.post.taken) == ([], [])
    assert {row.state for row in undoing.owed()} == {"held"}


@pytest.mark.slow
def test_twin_after_the_minute_it_has(undoing: Outbound) -> None:
    undoing.network(sending="on")
    undoing.later(seconds=61)
    undoing.network(sending="held")
    assert (len(undoing.texts()), len(undoing.post.taken)) == (1, 1)


@pytest.mark.slow
def test_an_answer_to_what_she_just_did_does_not_wait_the_minute(undoing: Outbound) -> None:
    undoing.registered()
    undoing.network(sending="on")
    assert [text for text in undoing.texts() if "Du har plass" in text]
    assert ("invitation", "sms", "queued") in undoing.states()
