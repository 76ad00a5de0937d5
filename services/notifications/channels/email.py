"""Mail through one SMTP server, on a kept connection: one envelope with one recipient per mail."""

import smtplib
import ssl
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from services.notifications.channels.outcome import Kind, Outcome
from shared.settings import Unusable

TIMEOUT = 20.0
ACCOUNT = frozenset({530, 534, 535, 538})  # who we are, not whom we write to
Tls = Literal["none", "starttls", "implicit"]


class MailProvider(Protocol):
    """Who takes mail."""

    def send(self, to: str, content: bytes) -> Outcome: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class SmtpAddress:
    """Where the server is and how it is spoken to."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: Tls

    @classmethod
    def parse(cls, url: str) -> "SmtpAddress":
        """Reads `smtp://user:password@host:port/?tls=none|starttls|implicit`. Raises Unusable, quoting nothing."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Unusable(_SHAPE) from None
        tls = parse_qs(parts.query).get("tls", ["implicit" if parts.scheme == "smtps" else "none"])[0]
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or tls not in ("none", "starttls", "implicit"):
            raise Unusable(_SHAPE)
        return cls(
            host=parts.hostname,
            port=port or {"none": 25, "starttls": 587, "implicit": 465}[tls],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,  # type: ignore[arg-type]  # one of the three, just looked at
        )


_SHAPE = "SMTP_URL: write it as smtp://user:password@host:port/?tls=none|starttls|implicit"


class Smtp:
    """One connection, opened when there is something to send; for one thread."""

    def __init__(self, address: SmtpAddress, sender: str, *, timeout: float = TIMEOUT) -> None:
        self._address = address
        self._sender = sender
        self._timeout = timeout
        self._open: smtplib.SMTP | None = None

    def send(self, to: str, content: bytes) -> Outcome:
        """Hands over one mail. Lost before its content went out: later; lost after: unknown."""
        for kept in (self._open is not None, False):
            try:
                server = self._connected()
                refused = self._envelope(server, to)
            except smtplib.SMTPAuthenticationError as refusal:
                self._drop()
                return Outcome(Kind.ACCOUNT, code=str(refusal.smtp_code))
            except (OSError, smtplib.SMTPException):
                self._drop()
                if kept:
                    continue  # the server had closed the kept connection; nothing was handed over
                return Outcome(Kind.LATER, code="no connection")
            return refused or self._content(server, content)
        raise AssertionError("the second time there is no kept connection")

    def close(self) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                self._open.close()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            address = self._address
            kind = smtplib.SMTP_SSL if address.tls == "implicit" else smtplib.SMTP
            self._open = server = kind(address.host, address.port, timeout=self._timeout)
            if address.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if address.user is not None:
                server.login(address.user, address.password or "")
            server.ehlo_or_helo_if_needed()
        return self._open

    def _envelope(self, server: smtplib.SMTP, to: str) -> Outcome | None:
        """Names sender and recipient; the refusal, if there is one."""
        code, _words = server.mail(self._sender)
        if code != 250:
            return self._refused(server, code, Kind.ACCOUNT)
        code, _words = server.rcpt(to)
        return None if code in (250, 251) else self._refused(server, code, Kind.REFUSED)

    def _content(self, server: smtplib.SMTP, content: bytes) -> Outcome:
        try:
            code, _words = server.data(content)
        except smtplib.SMTPDataError as refusal:
            return self._refused(server, refusal.smtp_code, Kind.REFUSED)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Outcome(Kind.UNKNOWN, code="connection lost")
        return Outcome(Kind.ACCEPTED) if code == 250 else self._refused(server, code, Kind.REFUSED)

    def _refused(self, server: smtplib.SMTP, code: int, kind: Kind) -> Outcome:
        try:
            if code == 421:
                self._drop()
            else:
                server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()
        if code < 500:
            return Outcome(Kind.LATER, code=str(code))
        return Outcome(Kind.ACCOUNT if code in ACCOUNT else kind, code=str(code))

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
