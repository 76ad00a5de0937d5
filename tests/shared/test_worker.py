"""Loops work while there is work, sleep until woken, survive a failing step, and stop between two pieces."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from shared.clock import StandingClock
from shared.wakeup import Wakeup
from shared.worker import PATIENCE, Loop, Step, Worker, pause

CLOCK = StandingClock(datetime(2027, 1, 4, 11, tzinfo=UTC))


class Patient(Wakeup):
    """Sleeps until notified, however long: only a notice ends it. Says when it has fallen asleep."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = threading.Event()

    def wait(self, seconds: float) -> None:
        self.asleep.set()
        super().wait(60)


def fail(_now: datetime) -> int:
    raise ZeroDivisionError


def one_loop(*steps: Callable[[datetime], int], wakeup: Wakeup | None = None) -> Loop:
    return Loop("test", tuple(Step(f"step {number}", step) for number, step in enumerate(steps)), wakeup or Wakeup())


def test_each_step_gets_one_turn_and_the_things_done_are_counted() -> None:
    turns: list[datetime] = []

    def count(now: datetime) -> int:
        turns.append(now)
        return 2

    assert one_loop(count, count, count).run_once(CLOCK.now()) == 6
    assert turns == [CLOCK.now()] * 3


def test_a_failing_step_stops_neither_the_others_nor_the_loop() -> None:
    done = threading.Event()
    left = [3]

    def work(_now: datetime) -> int:
        left[0] -= 1
        if not left[0]:
            done.set()
        return 1

    worker = Worker([one_loop(fail, work)], CLOCK)
    worker.start()
    assert done.wait(60)
    assert worker.stop()


def test_a_loop_goes_on_without_sleeping_while_there_is_work() -> None:
    wakeup, left = Patient(), [50]

    def work(_now: datetime) -> int:
        left[0] -= 1
        return left[0]

    worker = Worker([one_loop(work, wakeup=wakeup)], CLOCK)
    worker.start()
    assert wakeup.asleep.wait(60)
    assert left == [0]
    assert worker.stop()


def test_a_notice_wakes_a_sleeping_loop() -> None:
    wakeup, owed, done = Patient(), list[int](), threading.Event()

    def work(_now: datetime) -> int:
        if owed:
            owed.pop()
            done.set()
        return 0

    worker = Worker([one_loop(work, wakeup=wakeup)], CLOCK)
    worker.start()
    assert wakeup.asleep.wait(60)
    owed.append(1)
    wakeup.notify()
    assert done.wait(50)
    assert worker.stop()


def test_a_notice_just_before_the_sleep_is_not_missed() -> None:
    wakeup = Wakeup()
    wakeup.notify()
    wakeup.wait(100)  # the time limit of the test ends it otherwise


def test_stopping_lets_a_loop_finish_the_piece_it_is_at() -> None:
    begun, go_on, finished = threading.Event(), threading.Event(), list[int]()

    def slow(_now: datetime) -> int:
        begun.set()
        go_on.wait(60)
        finished.append(1)
        return 1

    worker = Worker([one_loop(slow)], CLOCK)
    worker.start()
    assert begun.wait(60)
    assert worker.stop(timeout=0) is False
    go_on.set()
    assert worker.stop()
    assert finished == [1]


def test_stopping_wakes_the_loops_that_sleep() -> None:
    wakeups = [Patient(), Patient()]
    worker = Worker([one_loop(lambda _now: 0, wakeup=wakeup) for wakeup in wakeups], CLOCK)
    worker.start()
    assert all(wakeup.asleep.wait(60) for wakeup in wakeups)
    assert worker.stop(timeout=50)


def test_a_loop_that_is_woken_for_nothing_again_and_again_looks_less_often() -> None:
    assert [pause(in_vain) for in_vain in range(4)] == [0, 0, 0, 0]
    assert 0 < pause(5) < pause(6) <= pause(1000) < PATIENCE
