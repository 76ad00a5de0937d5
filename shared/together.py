"""Lets what several threads ask of one thing at the same moment be done in one go."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from shared.problems import Unavailable

About = TypeVar("About", bound=Hashable)
Asked = TypeVar("Asked")
Got = TypeVar("Got")


class Together(Generic[About, Asked, Got]):
    """Whoever finds nobody at work does what is asked; who comes meanwhile is done in one go by the next.

    `work` is given what was asked about one thing, in the order in which it was asked, and says what each gets.
    """

    def __init__(self, work: Callable[[About, list[Asked]], Sequence[Got]], *, most: int = 100) -> None:
        self._work = work
        self._most = most
        self._guard = threading.Lock()
        self._lines: dict[About, deque[_Place[Asked, Got]]] = {}  # of things that somebody is at work on

    def ask(self, about: About, asked: Asked) -> Got:
        """What this one gets, once all of its batch is done; an error of the work is everybody's."""
        place: _Place[Asked, Got] = _Place(asked)
        with self._guard:
            line = self._lines.get(about)
            if line is None:
                self._lines[about] = deque()
            else:
                line.append(place)
        if line is not None:
            place.turn.acquire()
        return place.result() if place.is_done else self._lead(about, place)

    def _lead(self, about: About, place: "_Place[Asked, Got]") -> Got:
        with self._guard:
            line = self._lines[about]
            batch = [place, *(line.popleft() for _ in range(min(len(line), self._most - 1)))]
        try:
            for one, got in zip(batch, self._work(about, [one.asked for one in batch]), strict=True):
                one.got = [got]
        except Exception as error:
            for one in batch:
                one.error = error
        finally:
            for one in batch:
                one.is_done = True
                if one is not place:
                    one.turn.release()
            self._pass_on(about)
        return place.result()

    def _pass_on(self, about: About) -> None:
        with self._guard:
            line = self._lines[about]
            if line:
                line.popleft().turn.release()
            else:
                del self._lines[about]


class _Place(Generic[Asked, Got]):
    """One who waits: for her result, or for her turn to work."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.got: list[Got] = []
        self.error: Exception = Unavailable()  # unless it is said otherwise: who was at work is gone
        self.is_done = False
        self.turn = threading.Lock()
        self.turn.acquire()

    def result(self) -> Got:
        if not self.got:
            raise self.error
        return self.got[0]
