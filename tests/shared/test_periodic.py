"""Work that comes back at its interval: after a restart too, and by one process at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from shared.clock import StandingClock
from shared.database import Database
from shared.ids import random_ids
from shared.periodic import PERIODIC, every
from shared.worker import Step

HOUR = timedelta(hours=1)


class Work:
    """Counts how often it was done."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.times = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self, now: datetime) -> int:
        self.times += 1
        self.meanwhile()
        return 1

    def step(self, name: str = "sweep") -> Step:
        return every(HOUR, name, self, self.database)


@pytest.fixture
def work(database: Database) -> Work:
    return Work(database)


def test_it_is_done_at_once_and_then_at_its_interval(work: Work, clock: StandingClock) -> None:
    step = work.step()
    done = []
    for _ in range(5):
        done.append(step.run_once(clock.now()))
        clock.advance(timedelta(minutes=30))
    assert done == [1, 0, 1, 0, 1]


def test_a_restart_does_not_begin_the_interval_anew(work: Work, clock: StandingClock) -> None:
    work.step().run_once(clock.now())
    clock.advance(timedelta(minutes=59))
    assert work.step().run_once(clock.now()) == 0
    clock.advance(timedelta(minutes=1))
    assert work.step().run_once(clock.now()) == 1


def test_two_names_are_two_intervals(work: Work, clock: StandingClock) -> None:
    assert [work.step(name).run_once(clock.now()) for name in ("sweep", "dust", "sweep")] == [1, 1, 0]


def test_while_one_process_works_another_does_not(work: Work, clock: StandingClock) -> None:
    elsewhere = Database(str(work.database.url), source="notes", clock=clock, ids=random_ids)
    other = Work(elsewhere)
    work.meanwhile = lambda: [other.step().run_once(clock.now())].clear()
    work.step().run_once(clock.now())
    assert (work.times, other.times) == (1, 0)
    elsewhere.close()


def test_what_failed_is_due_again_after_a_minute(work: Work, clock: StandingClock) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    work.meanwhile = fail
    step = work.step()
    with pytest.raises(ZeroDivisionError):
        step.run_once(clock.now())
    assert step.run_once(clock.now()) == 0
    clock.advance(timedelta(minutes=1))
    work.meanwhile = lambda: None
    assert step.run_once(clock.now()) == 1
    assert step.run_once(clock.now() + timedelta(minutes=59)) == 0


def test_a_clock_that_was_set_back_asks_the_row_anew(work: Work, clock: StandingClock) -> None:
    step = work.step()
    clock.advance(timedelta(days=365))
    step.run_once(clock.now())
    with work.database.transaction() as tx:
        tx.execute(PERIODIC.delete())
    clock.advance(timedelta(days=-365))
    assert step.run_once(clock.now()) == 1
