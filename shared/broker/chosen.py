"""Which broker the settings ask for."""

from shared.broker import Broker
from shared.broker.in_process import InProcessBroker
from shared.settings import Unusable


def broker_at(url: str) -> Broker:
    """The broker at `SAMLING_BROKER_URL`; without one, messages pass inside the process. Raises Unusable."""
    if not url:
        return InProcessBroker()
    from shared.broker.rabbitmq import RabbitMqBroker  # the one-process product needs none of its libraries

    try:
        return RabbitMqBroker(url)
    except ValueError as fault:
        raise Unusable(f"SAMLING_BROKER_URL {fault}") from None
