"""A mail is repeated at most once for each crash, the same to the byte."""

from datetime import timedelta
from typing import SupportsIndex

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.jobs.send import fitting
from tests.services.notifications.outbound import Outbound


@pytest.fixture
def due(outbound: Outbound) -> Outbound:
    outbound.ready_to_invite()
    outbound.person(channels=["email"])
    return outbound


def invited_and_killed(service: Outbound, point: str) -> None:
    settle, service.settle = service.settle, lambda: None  # type: ignore[method-assign]
    service.invite()
    service.settle = settle  # type: ignore[method-assign]
    service.crash_at(point)


@pytest.mark.slow
def test_a_crash_after_accepting_repeats_the_same_bytes_and_says_so(due: Outbound) -> None:
    invited_and_killed(due, "send.after_accept")
    due.later(minutes=2)
    first, second = due.post.taken
    assert first == second
    assert [row.possibly_twice for row in due.owed()] == [True]
    assert due.states() == [("invitation", "email", "sent")]


@pytest.mark.slow
def test_a_crash_before_sending_sends_one(due: Outbound) -> None:
    invited_and_killed(due, "send.after_claim")
    due.later(minutes=2)
    assert len(due.post.taken) == 1


def test_a_crash_after_recording_repeats_nothing(due: Outbound) -> None:
    invited_and_killed(due, "send.after_record")
    due.later(minutes=2)
    assert len(due.post.taken) == 1
    assert [row.possibly_twice for row in due.owed()] == [False]


def test_a_connection_lost_after_the_content_is_repeated_once(due: Outbound) -> None:
    due.post.answers = [Outcome(Kind.UNKNOWN, code="connection lost")] * 5
    due.invite()
    for _ in range(5):
        due.later(minutes=5)
    first, second = due.post.taken
    assert first == second
    assert due.states() == [("invitation", "email", "failed")]


class Choking(list[Outcome]):
    """The last of these calls ends in an error nobody thought of."""

    def pop(self, place: SupportsIndex = -1) -> Outcome:
        outcome = super().pop(place)
        if self:
            return outcome
        raise UnicodeEncodeError("ascii", "å", 0, 1, "not in range")


@pytest.mark.slow
def test_a_mail_that_cannot_be_handed_over_keeps_back_and_repeats_no_other(due: Outbound) -> None:
    due.person("sara", phone=None, email="sara@example.org", channels=["email"])
    due.post.answers = Choking([Outcome(Kind.ACCEPTED)] * 2)
    due.invite("amina", "sara")
    for _ in range(3):
        due.later(minutes=5)
    assert len(due.post.taken) == len(set(due.post.taken)) == 2
    assert due.states() == [("invitation", "email", "sent"), ("invitation", "email", "sent")]


def test_a_full_mailbox_is_tried_later(due: Outbound) -> None:
    due.post.answers = [Outcome(Kind.LATER, code="452")]
    due.invite()
    assert due.states() == [("invitation", "email", "queued")]
    due.later(minutes=1)
    assert due.states() == [("invitation", "email", "sent")]


def test_an_address_that_does_not_exist_fails(due: Outbound) -> None:
    due.post.answers = [Outcome(Kind.REFUSED, code="550")]
    due.invite()
    assert due.states() == [("invitation", "email", "failed")]


def test_a_window_holds_what_the_server_takes_in_a_moment() -> None:
    assert fitting(200, timedelta(seconds=6), 250) == 10
    assert fitting(200, timedelta(milliseconds=100), 250) == 250
    assert fitting(200, timedelta(0), 250) == 250
