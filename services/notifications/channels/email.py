"""Mail through one SMTP server, on a kept connection: one envelope with one recipient per mail.

Where the server allows it (RFC 2920), the envelope of the next mail travels behind the content of the one before.
"""

import smtplib
import ssl
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from services.notifications.channels.outcome import Kind, Outcome
from shared.safe_text import mail_address
from shared.settings import Unusable

TIMEOUT = 20.0
ACCOUNT = frozenset({530, 534, 535, 538})  # who we are, not whom we write to
Tls = Literal["none", "starttls", "implicit"]


class MailProvider(Protocol):
    """Who takes mail."""

    def send(self, to: str, content: bytes, then: str | None = None) -> Outcome:
        """Hands over one mail; `then` says to whom the next will be, which may save its way."""
        ...

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
        self._ahead: str | None = None  # whose envelope is on its way already

    def send(self, to: str, content: bytes, then: str | None = None) -> Outcome:
        """Hands over one mail. Lost before its content went out: later; lost after: unknown."""
        for kept in (self._open is not None, False):
            try:
                server = self._connected(to)
                refused = self._envelope(server, to)
            except smtplib.SMTPAuthenticationError as refusal:
                self._drop()
                return Outcome(Kind.ACCOUNT, code=str(refusal.smtp_code))
            except (OSError, smtplib.SMTPException):
                self._drop()
                if kept:
                    continue  # the server had closed the kept connection; nothing was handed over
                return Outcome(Kind.LATER, code="no connection")
            return refused or self._content(server, content, then)
        raise AssertionError("the second time there is no kept connection")

    def close(self) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                self._open.close()
            self._open = None

    def _connected(self, to: str) -> smtplib.SMTP:
        if self._ahead not in (None, to):
            self._drop()  # it waits for the content of another mail
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
        """Names sender and recipient and announces the content; the refusal, if there is one."""
        sent, self._ahead = self._ahead == to, None
        commands = self._commands(to)
        if _pipelines(server) and not sent:
            server.send(b"".join(commands))
            sent = True
        codes = []
        for command in commands:
            if not sent:
                server.send(command)
            codes.append(_reply(server))
            if not sent and codes[-1] not in _GOING_ON:
                break
        return None if codes[-1] == _CONTENT and not set(codes) - set(_GOING_ON) else self._not_begun(codes)

    def _not_begun(self, codes: list[int]) -> Outcome:
        """Nothing was handed over. After a refusal, no server should want the content: one that does is left."""
        if codes[-1] == _CONTENT:
            self._drop()
        kinds = (Kind.ACCOUNT, Kind.REFUSED, Kind.REFUSED)
        code, kind = next((code, kind) for code, kind in zip(codes, kinds, strict=False) if code not in _GOING_ON)
        return self._refused(code, kind)

    def _content(self, server: smtplib.SMTP, content: bytes, then: str | None) -> Outcome:
        ahead = self._commands(then) if then and _pipelines(server) else []
        try:
            server.send(_quoted(content) + b"".join(ahead))
            code = _reply(server)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Outcome(Kind.UNKNOWN, code="connection lost")
        self._ahead = then if ahead else None
        return Outcome(Kind.ACCEPTED) if code == 250 else self._refused(code, Kind.REFUSED)

    def _commands(self, to: str) -> list[bytes]:
        sender, recipient = (mail_address(address).encode() for address in (self._sender, to))
        return [b"MAIL FROM:<%s>\r\n" % sender, b"RCPT TO:<%s>\r\n" % recipient, b"DATA\r\n"]

    def _refused(self, code: int, kind: Kind) -> Outcome:
        try:
            if code == 421:
                self._drop()
            elif self._open is not None and self._ahead is None:
                self._open.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()
        if code < 500:
            return Outcome(Kind.LATER, code=str(code))
        return Outcome(Kind.ACCOUNT if code in ACCOUNT else kind, code=str(code))

    def _drop(self) -> None:
        self._ahead = None
        if self._open is not None:
            self._open.close()
            self._open = None


_CONTENT = 354
_GOING_ON = (250, 251, _CONTENT)


def _pipelines(server: smtplib.SMTP) -> bool:
    return server.has_extn("pipelining")


def _reply(server: smtplib.SMTP) -> int:
    """The code of one answer."""
    while True:
        line: bytes = server.file.readline(8193)  # type: ignore[union-attr]
        if not line[:3].isdigit():
            raise smtplib.SMTPServerDisconnected("no answer")
        if line[3:4] != b"-":
            return int(line[:3])


def _quoted(content: bytes) -> bytes:
    """As it travels: a line that begins with a dot gets another, and a dot alone is the end."""
    lines = content if content.endswith(b"\r\n") else content + b"\r\n"
    start = b"." if lines.startswith(b".") else b""
    return start + lines.replace(b"\r\n.", b"\r\n..") + b".\r\n"
