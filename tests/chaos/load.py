"""The load: some people telling chapters at once, and a partner that listens, until it is enough."""

import threading
import time
from itertools import count

from tests.chaos.partner import Partner
from tests.chaos.people import PATIENCE, Chapter, Enough, Teller, people_of
from tests.support.process import Restartable
from tests.support.through_crashes import Caller


class Load:
    """Begins with `start()`. `hold()` keeps everybody waiting, `end()` lets all finish what they are telling."""

    def __init__(self, product: Restartable, partner: Partner | None, *, tellers: int, pause: float = 0) -> None:
        """`pause`: seconds that each teller rests between two chapters."""
        self.chapters: list[Chapter] = []
        self.faults: list[BaseException] = []
        self._product = product
        self._partner = partner
        self._pause = pause
        self._numbers = count()
        self._guard = threading.Lock()
        self._going = threading.Event()
        self._going.set()
        self._ending = threading.Event()
        self._aborted = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"teller {n}", daemon=True) for n in range(tellers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def hold(self) -> None:
        """From the next request on nobody asks for anything."""
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    def end(self) -> list[BaseException]:
        """Waits until everybody has told her chapter to its end; what went wrong in any of them."""
        self._ending.set()
        self.go_on()
        until = time.monotonic() + 3 * PATIENCE
        for thread in self._threads:
            thread.join(max(0, until - time.monotonic()))
        self.abort()
        return self.faults

    def abort(self) -> None:
        self._ending.set()
        self._aborted.set()
        self.go_on()
        for thread in self._threads:
            if thread.ident:
                thread.join(30)

    def _run(self) -> None:
        caller = Caller(self._product, patience=PATIENCE, revives=False)
        teller = Teller(caller, self._partner.id if self._partner else None, self._turn)
        while not self._ending.is_set():
            with self._guard:
                number = next(self._numbers)
                chapter = Chapter(number, list(people_of(number)))
                self.chapters.append(chapter)
            try:
                teller.tell(chapter)
            except Enough:
                return
            except BaseException as fault:
                self.faults.append(fault)
                return
            self._ending.wait(self._pause)

    def _turn(self) -> None:
        self._going.wait()
        if self._aborted.is_set():
            raise Enough
