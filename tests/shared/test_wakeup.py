"""A notice is heard by every loop, also when it comes just before the wait."""

import threading

from shared.wakeup import Wakeup


def hears(wakeup: Wakeup) -> bool:
    """Whether waiting ends at once."""
    done = threading.Event()
    waiter = threading.Thread(target=lambda: (wakeup.wait(30), done.set()), daemon=True)
    waiter.start()
    heard = done.wait(5)
    wakeup.notify()  # lets the waiter go, whatever it heard
    waiter.join()
    return heard


def test_a_notice_before_the_wait_is_not_missed() -> None:
    wakeup = Wakeup()
    wakeup.notify()
    assert hears(wakeup)


def test_every_loop_hears_one_notice() -> None:
    wakeup = Wakeup()
    first, second = wakeup.another(), wakeup.another()
    wakeup.notify()
    assert [hears(first), hears(second), hears(wakeup)] == [True, True, True]


def test_twin_two_loops_on_one_wakeup_take_each_others_notice() -> None:
    wakeup = Wakeup()
    wakeup.notify()
    wakeup.wait(30)  # the first loop
    assert not wakeup._event.is_set()  # nothing is left for the second


def test_a_loop_hears_only_of_its_own_tables() -> None:
    wakeup = Wakeup()
    of_seats, of_nothing = wakeup.another({"seats"}), wakeup.another(())
    wakeup.notify({"outbox", "inbox"})
    assert not of_seats.wait(0)
    wakeup.notify({"outbox", "seats"})
    assert of_seats.wait(0)
    assert not of_nothing.wait(0)


def test_what_may_be_of_any_table_is_heard_by_all() -> None:
    wakeup = Wakeup()
    of_seats = wakeup.another({"seats"})
    wakeup.notify()
    assert of_seats.wait(0)


def test_what_was_heard_before_a_look_is_forgotten() -> None:
    wakeup = Wakeup()
    wakeup.notify()
    wakeup.forget()
    assert not wakeup.wait(0)
