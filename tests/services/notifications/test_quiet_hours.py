"""Nobody is woken, unless it is about today or an answer to what she just wrote."""

from datetime import UTC, datetime, time, timedelta

import pytest

from services.notifications.quiet_hours import told_from
from tests.services.notifications.outbound import START, Outbound

NIGHT = (time(21), time(8))


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2027-03-09T20:59+01:00", "2027-03-09T20:59+01:00"),
        ("2027-03-09T21:00+01:00", "2027-03-10T08:00+01:00"),
        ("2027-03-10T07:59+01:00", "2027-03-10T08:00+01:00"),
        ("2027-03-10T08:00+01:00", "2027-03-10T08:00+01:00"),
        ("2027-03-27T23:00+01:00", "2027-03-28T08:00+02:00"),  # summer time begins that night
    ],
)
def test_quiet_hours_end_in_the_morning_of_the_zone(local: str, expected: str) -> None:
    told = told_from(datetime.fromisoformat(local).astimezone(UTC), NIGHT, "Europe/Oslo")
    assert told == datetime.fromisoformat(expected)


def test_quiet_hours_within_one_day() -> None:
    noon = datetime(2027, 3, 9, 11, 30, tzinfo=UTC)
    assert told_from(noon, (time(12), time(14)), "Europe/Oslo") == datetime(2027, 3, 9, 13, tzinfo=UTC)


def test_without_quiet_hours_it_is_told_now() -> None:
    midnight = datetime(2027, 3, 9, 23, tzinfo=UTC)
    assert told_from(midnight, None, "Europe/Oslo") == midnight


def at_night(outbound: Outbound) -> None:
    outbound.ready_to_invite(quiet=["21:00", "08:00"])
    outbound.clock.set(datetime(2027, 2, 1, 22, 0, tzinfo=UTC))


def test_an_invitation_waits_for_the_morning(outbound: Outbound) -> None:
    at_night(outbound)
    outbound.invite()
    assert outbound.texts() == []
    outbound.later(hours=9)
    assert len(outbound.texts()) == 1


@pytest.mark.slow
def test_an_answer_to_what_she_did_does_not_wait(outbound: Outbound) -> None:
    outbound.ready_to_invite(quiet=["21:00", "08:00"])
    outbound.invite()
    outbound.clock.set(datetime(2027, 2, 1, 22, 0, tzinfo=UTC))
    outbound.registered()
    assert "Du har plass" in outbound.texts()[-1]


@pytest.mark.slow
def test_a_seat_that_an_organiser_gave_waits_for_the_morning(outbound: Outbound) -> None:
    outbound.ready_to_invite(quiet=["21:00", "08:00"])
    outbound.invite()
    outbound.clock.set(datetime(2027, 2, 1, 22, 0, tzinfo=UTC))
    outbound.registered(reason="organiser")
    assert len(outbound.texts()) == 1


@pytest.mark.slow
def test_a_change_of_today_does_not_wait(outbound: Outbound) -> None:
    outbound.ready_to_invite(quiet=["21:00", "12:00"])
    outbound.clock.set(START - timedelta(days=1))
    outbound.invite()
    outbound.clock.set(START - timedelta(hours=7))
    outbound.move(START + timedelta(days=3))
    assert "12. mars" in outbound.texts()[-1]
