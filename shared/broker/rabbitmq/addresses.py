"""Where the broker is: one or several nodes, tried in turn."""

import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pika
from kombu import Connection

HEARTBEAT = 20  # seconds; a peer that is silent for two of them is gone
CONNECTING = 5  # seconds


@dataclass(frozen=True)
class Addresses:
    """The nodes of one broker, as `SAMLING_BROKER_URL` lists them."""

    urls: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Addresses":
        """From `amqp://…[;amqp://…]`. Raises ValueError, without a password in its text."""
        urls = tuple(url.strip() for url in text.split(";") if url.strip())
        for url in urls:
            if urlsplit(url).scheme not in ("amqp", "amqps") or not urlsplit(url).hostname:
                raise ValueError("wants amqp://user:password@host:port/vhost, several with ; between them")
        if not urls:
            raise ValueError("names no broker")
        return cls(urls)

    def for_publishing(self, attempt: int) -> pika.URLParameters:
        """Another node at each attempt."""
        parameters = pika.URLParameters(self.urls[attempt % len(self.urls)])
        parameters.heartbeat = HEARTBEAT
        parameters.socket_timeout = parameters.stack_timeout = CONNECTING
        parameters.connection_attempts = 1
        parameters.client_properties = {"connection_name": "samling publisher"}
        return parameters

    def for_receiving(self, name: str) -> Connection:
        """A connection that tries the nodes in turn; it is opened when it is first used."""
        encrypted = [url for url in self.urls if urlsplit(url).scheme == "amqps"]
        options: dict[str, Any] = {}
        if encrypted:  # py-amqp checks no certificate unless it is told to
            options["ssl"] = {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": urlsplit(encrypted[0]).hostname}
        return Connection(
            ";".join(self.urls),
            heartbeat=HEARTBEAT,
            connect_timeout=CONNECTING,
            transport_options={"client_properties": {"connection_name": f"samling {name}"}},
            **options,
        )
