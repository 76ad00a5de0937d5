"""Where the broker is: one or several nodes, tried in turn."""

import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

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

    @property
    def credentials(self) -> tuple[str, str] | None:
        """User and password of the first node, if it names any."""
        first = urlsplit(self.urls[0])
        return (unquote(first.username), unquote(first.password or "")) if first.username else None

    def within(self, vhost: str, user: str, password: str) -> "Addresses":
        """The same nodes as one user sees them in one virtual host."""
        return Addresses(tuple(_within(url, vhost, user, password) for url in self.urls))

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


def _within(url: str, vhost: str, user: str, password: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    named = f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"
    return urlunsplit((parts.scheme, named, f"/{quote(vhost, safe='')}", parts.query, ""))
