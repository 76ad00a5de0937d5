"""A broker whose lines survive the product: it confirms, forgets to say so, loses, doubles and shuffles, by chance."""

import random
from collections.abc import Mapping, Sequence

from shared import crash_points
from shared.broker import Outgoing, Receive
from shared.broker.in_process import InProcessBroker

CONFIRMED, SILENT, LOST = "confirmed", "silent", "lost"


class SimulatedBroker:
    """Keeps one line per reader until the director delivers; or, `direct`, passes all on to the in-process broker."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._inner = InProcessBroker()
        self._readers: dict[str, Receive] = {}
        self.lines: dict[str, list[str]] = {}
        self.direct = True
        self.fair = True

    def begin_anew(self, *, direct: bool) -> None:
        self.direct, self.fair = direct, True
        self.lines = {reader: [] for reader in self._readers}

    def is_open(self) -> bool:
        return self.direct or self.fair or self._chance.random() < 0.95

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        if self.direct:
            return self._inner.publish(window)
        if not self.fair and self._chance.random() < 0.03:
            raise ConnectionError("nothing is known of this window")
        confirmed: dict[int, set[str]] = {outgoing.position: set() for outgoing in window}
        for outgoing in window:
            for reader in outgoing.readers:
                came = CONFIRMED if self.fair else self._chance.choices((CONFIRMED, SILENT, LOST), (88, 6, 6))[0]
                if came != LOST:
                    self.lines[reader].append(outgoing.body)
                if came == CONFIRMED:
                    confirmed[outgoing.position].add(reader)
                crash_points.reach("broker.between_readers")
        return confirmed

    def waiting(self) -> list[str]:
        """The readers with something in their line."""
        return [reader for reader, line in self.lines.items() if line]

    def deliver(self, reader: str, count: int) -> None:
        """Brings some of a line to its reader, in any order and some of it twice; what it takes leaves the line."""
        line = self.lines[reader]
        picked = line[:count] if self.fair else self._chance.sample(line, min(count, len(line)))
        twice = [body for body in picked if not self.fair and self._chance.random() < 0.1]
        self._readers[reader](picked + twice)
        kept = [] if self.fair else [body for body in picked if self._chance.random() < 0.05]  # its thanks got lost
        for body in picked:
            line.remove(body)
        line += kept

    def subscribe(self, reader: str, receive: Receive) -> None:
        self._readers[reader] = receive
        self.lines.setdefault(reader, [])
        self._inner.subscribe(reader, receive)

    def start(self) -> None:
        """The director delivers."""

    def faults(self) -> dict[str, str]:
        return {}

    def close(self) -> None:
        """The lines stay."""
