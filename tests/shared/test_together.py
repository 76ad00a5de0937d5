"""Who asks while somebody is at work is done in one go afterwards; nobody waits for ever."""

import threading
from collections.abc import Callable

import pytest

from shared.crash_points import Crash
from shared.problems import Conflict, Unavailable
from shared.together import Together
from tests.support.servers.parts import wait_until


class Desk:
    """Does what is asked; the first batch stays under way until it may go on."""

    def __init__(self, most: int = 100) -> None:
        self.batches: list[list[str]] = []
        self.inside, self.may_go_on = threading.Event(), threading.Event()
        self.fails: Callable[[], BaseException] | None = None
        self.together: Together[str, str, str] = Together(self.work, most=most)
        self.got: dict[str, str] = {}
        self.threads: list[threading.Thread] = []

    def work(self, about: str, asked: list[str]) -> list[str]:
        self.batches.append(asked)
        if len(self.batches) == 1:
            self.inside.set()
            assert self.may_go_on.wait(30)
            if self.fails:
                raise self.fails()
        return [f"{about}: {one}" for one in asked]

    def ask(self, *asked: str, about: str = "tea") -> None:
        """Each in a thread of its own, one after another in the line."""
        for one in asked:
            self.threads.append(threading.Thread(target=self._ask, args=(about, one)))
            self.threads[-1].start()
            waiting = len(self.threads) - 1
            if waiting:
                wait_until(lambda number=waiting: self.in_line(about) == number, OSError, 30)
            else:
                assert self.inside.wait(30)

    def in_line(self, about: str) -> int:
        return len(self.together._lines.get(about, ()))

    def _ask(self, about: str, one: str) -> None:
        try:
            self.got[one] = self.together.ask(about, one)
        except (Conflict, Unavailable, Crash) as error:
            self.got[one] = type(error).__name__

    def goes_on(self) -> None:
        self.may_go_on.set()
        for thread in self.threads:
            thread.join(30)
        assert self.together._lines == {}


def test_who_comes_alone_is_done_alone() -> None:
    desk = Desk()
    desk.may_go_on.set()
    assert [desk.together.ask("tea", one) for one in "ab"] == ["tea: a", "tea: b"]
    assert desk.batches == [["a"], ["b"]]


def test_who_comes_meanwhile_is_done_in_one_go_and_in_her_order() -> None:
    desk = Desk()
    desk.ask("a", "b", "c", "d")
    desk.goes_on()
    assert desk.batches == [["a"], ["b", "c", "d"]]
    assert desk.got == {one: f"tea: {one}" for one in "abcd"}


def test_a_batch_is_no_larger_than_was_said() -> None:
    desk = Desk(most=2)
    desk.ask("a", "b", "c", "d")
    desk.goes_on()
    assert desk.batches == [["a"], ["b", "c"], ["d"]]


def test_other_things_are_not_waited_for() -> None:
    desk = Desk()
    desk.ask("a")
    assert desk.together.ask("coffee", "b") == "coffee: b"
    desk.goes_on()


@pytest.mark.parametrize(("fault", "told"), [(lambda: Conflict("no"), "Conflict"), (lambda: Crash("x"), "Crash")])
def test_whatever_becomes_of_one_batch_the_next_is_done(fault: Callable[[], BaseException], told: str) -> None:
    desk = Desk()
    desk.fails = fault
    desk.ask("a", "b", "c")
    desk.goes_on()
    assert desk.got == {"a": told, "b": "tea: b", "c": "tea: c"}


@pytest.mark.parametrize(("fault", "told"), [(Conflict("no"), "Conflict"), (Crash("x"), "Unavailable")])
def test_an_error_is_everybodys_and_whom_a_crash_left_behind_is_told_to_come_again(
    fault: BaseException, told: str
) -> None:
    desk = Desk()

    def work(_about: str, asked: list[str]) -> list[str]:
        if len(asked) > 1:
            raise fault
        desk.inside.set()
        assert desk.may_go_on.wait(30)
        return asked

    desk.together = Together(work)
    desk.ask("a", "b", "c")
    desk.goes_on()
    assert (desk.got["a"], desk.got["c"]) == ("a", told)
