"""First come, first served, one at a time."""

import threading
from collections.abc import Callable

import pytest

from shared.fair_lock import FairLock


def wait_until(condition: Callable[[], bool]) -> None:
    """Spins until another thread has come so far; the time limit of the test ends it otherwise."""
    while not condition():
        threading.Event().wait(0.001)


def test_the_lock_is_given_in_the_order_it_was_asked_for() -> None:
    lock, served = FairLock(), []

    def take(number: int) -> None:
        with lock:
            served.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with lock:
        for number, thread in enumerate(threads, start=1):
            thread.start()
            wait_until(lambda expected=number: len(lock._waiting) == expected)  # type: ignore[misc]
        assert served == []
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_nobody_overtakes_by_asking_again_at_once() -> None:
    lock, served = FairLock(), []

    def take() -> None:
        with lock:
            served.append("waiting")

    thread = threading.Thread(target=take)
    with lock:
        thread.start()
        wait_until(lambda: len(lock._waiting) == 1)
    with lock:
        served.append("greedy")
    thread.join()
    assert served == ["waiting", "greedy"]


def test_only_one_is_inside() -> None:
    lock, inside, most = FairLock(), [], []

    def enter() -> None:
        for _ in range(200):
            with lock:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (800, 1)


def test_an_error_inside_frees_the_lock() -> None:
    lock = FairLock()

    def fail() -> None:
        with lock:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with lock:
        pass
