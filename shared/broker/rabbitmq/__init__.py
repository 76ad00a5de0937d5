"""RabbitMQ: a queue for each reader, a window of confirms for each publisher."""

from shared.broker.rabbitmq.broker import RabbitMqBroker

__all__ = ["RabbitMqBroker"]
