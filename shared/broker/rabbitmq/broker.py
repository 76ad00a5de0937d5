"""Brings messages from outboxes to inboxes through RabbitMQ."""

from collections.abc import Mapping, Sequence

from shared.broker import Outgoing, Receive
from shared.broker.rabbitmq.addresses import Addresses
from shared.broker.rabbitmq.publisher import Publisher
from shared.broker.rabbitmq.receiver import Receiver


class RabbitMqBroker:
    """One connection that publishes, and one for each reader of this process."""

    def __init__(self, url: str, *, patience: float = 10) -> None:
        """`patience`: seconds that a window of confirms may take."""
        self._addresses = Addresses.parse(url)
        self._publisher = Publisher(self._addresses, patience=patience)
        self._receivers: dict[str, Receiver] = {}

    def is_open(self) -> bool:
        return self._publisher.is_open()

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        return self._publisher.publish(window)

    def subscribe(self, reader: str, receive: Receive) -> None:
        self._receivers[reader] = Receiver(self._addresses, reader, receive)

    def start(self) -> None:
        for receiver in self._receivers.values():
            receiver.start()

    def faults(self) -> dict[str, str]:
        found = {}
        if fault := self._publisher.fault:
            found["broker.publishing"] = fault
        for reader, receiver in self._receivers.items():
            if receiver.fault:
                found[f"broker.{reader}"] = receiver.fault
            if receiver.dead_letters:
                found["broker.dead_letters"] = f"{receiver.dead_letters} messages in the dead-letter queue"
        return found

    def close(self) -> None:
        for receiver in self._receivers.values():
            receiver.tell_to_stop()
        for receiver in self._receivers.values():
            receiver.wait()
        self._publisher.close()
