"""Guessing links is slowed down, per address and for all together."""

from datetime import timedelta

import pytest

from services.registrations.throttle import JoinThrottle, Throttle
from shared.clock import StandingClock
from shared.problems import TooMany
from tests.support.one_service import NOON


def test_an_address_that_guesses_too_often_waits_for_the_next_window() -> None:
    clock = StandingClock(NOON)
    throttle = Throttle(clock, per_address=2, globally=100)
    throttle.count("192.0.2.1")
    throttle.count("192.0.2.1")
    with pytest.raises(TooMany) as refused:
        throttle.count("192.0.2.1")
    assert refused.value.retry_after == 61
    throttle.count("192.0.2.2")
    clock.advance(timedelta(minutes=1))
    throttle.count("192.0.2.1")


def test_many_addresses_together_are_slowed_too() -> None:
    throttle = Throttle(StandingClock(NOON), per_address=2, globally=3)
    for number in range(3):
        throttle.count(f"192.0.2.{number}")
    with pytest.raises(TooMany):
        throttle.count("192.0.2.99")


def test_a_clock_that_jumps_back_begins_a_window() -> None:
    clock = StandingClock(NOON)
    throttle = Throttle(clock, per_address=1, globally=9)
    throttle.count("192.0.2.1")
    clock.advance(timedelta(days=-3))
    throttle.count("192.0.2.1")


def test_who_asks_to_join_is_counted_whatever_the_network() -> None:
    clock = StandingClock(NOON)
    throttle = JoinThrottle(clock, per_caller=2)
    throttle.count("192.0.2.1", "net_1")
    throttle.count("192.0.2.1", "net_2")
    with pytest.raises(TooMany):
        throttle.count("192.0.2.1", "net_3")
    throttle.count("192.0.2.2", "net_3")
    clock.advance(timedelta(hours=1))
    throttle.count("192.0.2.1", "net_3")
