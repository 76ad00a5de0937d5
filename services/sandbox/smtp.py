"""The sandbox's mail server: takes every mail, keeps it whole, and misbehaves as the weather says."""

import asyncio
import socket
from collections.abc import Awaitable
from random import Random

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.sandbox.operations.store_mail import store_mail
from services.sandbox.queries import weather_on
from services.sandbox.sms import Direction
from services.sandbox.weather import Weather
from shared.database import Database

LARGEST = 10_000_000  # bytes of one mail


class MailServer(SMTP):
    """SMTP that can end a connection where its weather says so."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds its commands by these names
        envelope = self.envelope
        if isinstance(envelope, WeatheredEnvelope) and envelope.strikes("drop_before_data"):
            _drop(self)
            return
        await super().smtp_DATA(arg)

    def _create_envelope(self) -> Envelope:
        return WeatheredEnvelope()


class WeatheredEnvelope(Envelope):
    """One mail on its way in, under the weather there was at MAIL FROM."""

    weather: Weather | None = None

    def strikes(self, name: str) -> bool:
        return self.weather is not None and self.weather.strikes(name)


class Postman:
    """What the mail server does with each command."""

    def __init__(self, database: Database, chance: Random) -> None:
        self._database = database
        self._chance = chance

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, _server: SMTP, _session: Session, envelope: WeatheredEnvelope, address: str, options: list[str]
    ) -> str:
        with self._database.read() as tx:
            envelope.weather = weather_on(tx, "smtp", self._chance)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: WeatheredEnvelope, address: str, options: list[str]
    ) -> str:
        if envelope.strikes("refuse"):
            return "550 5.1.1 No such mailbox here"
        if envelope.strikes("defer"):
            return "451 4.3.0 Mailbox is busy, try again later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: WeatheredEnvelope
    ) -> str:
        content = envelope.original_content or b""
        with self._database.transaction(by="system:smtp") as tx:
            mail = store_mail(
                tx,
                direction=Direction.OUT,
                envelope_from=_storable(envelope.mail_from or ""),
                envelope_to=[_storable(address) for address in envelope.rcpt_tos],
                content=content,
            )
        if envelope.strikes("slow") and envelope.weather:
            await asyncio.sleep(envelope.weather.figure("slow_seconds"))
        if envelope.strikes("drop_after_data"):
            _drop(server)
        return f"250 2.0.0 OK: kept as {mail.id}"


class SmtpServer(Controller):
    """A mail server in a thread of its own. `port` tells where it listens; `stop_once()` ends it."""

    def __init__(self, handler: Postman, *, host: str, port: int) -> None:
        # Bound here, so that a taken port is known at once and port 0 becomes a real one.
        self._listening = socket.create_server((host, port))
        super().__init__(
            handler,
            hostname=host,
            port=self._listening.getsockname()[1],
            data_size_limit=LARGEST,
            server_hostname="sandbox.invalid",
            ident="Samling sandbox",
        )

    def factory(self) -> SMTP:
        return MailServer(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)

    def stop_once(self) -> None:
        """Ends the server unless it has ended."""
        if self._thread is not None:
            self.stop()


def open_server(database: Database, chance: Random, *, host: str, port: int) -> SmtpServer:
    """Starts the mail server; raises OSError if the port is taken."""
    server = SmtpServer(Postman(database, chance), host=host, port=port)
    server.start()
    return server


def _drop(server: SMTP) -> None:
    # What is written to a closed transport is thrown away, and losing it ends the connection's task.
    if server.transport is not None:
        server.transport.close()


def _storable(address: str) -> str:
    return address.encode("utf-8", "replace").decode("utf-8")[:320]
