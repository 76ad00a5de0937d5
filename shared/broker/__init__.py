"""What every broker promises: a message is confirmed for a reader only when that reader can no longer lose it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """A stored message and the readers that still lack it."""

    position: int
    id: str
    type: str
    body: str
    readers: tuple[str, ...]
    public: bool


Receive = Callable[[Sequence[str | bytes]], int]


class Broker(Protocol):
    """Brings messages from outboxes to inboxes, at least once."""

    def is_open(self) -> bool:
        """Whether it is worth publishing now; a broker that is away is not asked for every row."""
        ...

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        """Publishes a window; tells by position which readers have confirmed. Raises only when nothing is known."""
        ...

    def subscribe(self, reader: str, receive: Receive) -> None:
        """Delivers what is published for this reader, in batches; a delivery counts when `receive` returns."""
        ...

    def start(self) -> None:
        """Begins to deliver: every inbox can be written from now on."""
        ...

    def faults(self) -> dict[str, str]:
        """Why messages do not flow, by the place where they stand still; empty when they do."""
        ...

    def close(self) -> None:
        """Delivers no more; what is not confirmed stays in the outboxes."""
        ...
