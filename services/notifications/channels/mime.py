"""One mail as bytes, written once per event, occasion and language and filled in per person.

Nothing a person or organiser wrote can add a header, a part or a recipient.
"""

import re
from binascii import b2a_base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Literal

from services.notifications.channels import mail_headers as headers
from shared.icalendar import Skeleton
from shared.safe_text import language_tag, mail_address, one_line, paragraphs, token, web_address

# "=_" cannot stand in base64, so no body ends a part early.
MIXED, ALTERNATIVE = "=_mixed", "=_alternative"
ATTACHMENT = 'application/ics; name="invite.ics"\r\nContent-Disposition: attachment; filename="invite.ics"'
SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """What differs between two people who get the same mail; `values` are for the slots of the texts."""

    notification: str
    address: str
    name: str | None
    date: datetime
    reply_to: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    unsubscribe: str | None = None


@dataclass(frozen=True, slots=True)
class MailText:
    """What everyone gets: a subject on one line, the same words as text and as HTML, with {slots} for values."""

    subject: str
    text: str
    html: str
    language: str


@dataclass(frozen=True, slots=True)
class Body:
    """A text cut at its slots: fixed pieces, and between them the names of the values."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def cut(cls, text: str, slots: frozenset[str]) -> "Body":
        """Cuts at the declared slots only: other braces are what somebody wrote."""
        pieces, names, start = [], [], 0
        for match in SLOT.finditer(text):
            if match[1] in slots:
                pieces.append(text[start : match.start()])
                names.append(match[1])
                start = match.end()
        return cls((*pieces, text[start:]), tuple(names))

    def fill(self, values: Mapping[str, str], clean: Callable[[str], str]) -> bytes:
        """The text with its values, which are not searched for slots again."""
        if not self.names:
            return self.pieces[0].encode()
        between = [clean(values[name]) for name in self.names]
        filled = [piece for pair in zip(self.pieces, between, strict=False) for piece in pair]
        return "".join([*filled, self.pieces[-1]]).encode()


@dataclass(frozen=True, slots=True)
class MailSkeleton:
    """A mail of one event, occasion and language, written but for what differs between people."""

    sender: tuple[str, str | None]
    head: str
    text: Body
    html: Body
    calendar: Skeleton | None
    method: str

    @classmethod
    def of(
        cls,
        mail: MailText,
        *,
        sender: tuple[str, str | None],
        slots: frozenset[str] = frozenset(),
        calendar: Skeleton | None = None,
        method: Literal["REQUEST", "CANCEL"] = "REQUEST",
    ) -> "MailSkeleton":
        """Checks and writes once what all mails share; `method` is that of the calendar."""
        head = (
            headers.mailbox("From", *sender)
            + headers.text("Subject", mail.subject)
            + f"Content-Language: {language_tag(mail.language)}\r\n"
            + "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        )
        bodies = [Body.cut(paragraphs(body).replace("\n", "\r\n"), slots) for body in (mail.text, mail.html)]
        return cls(sender, head, bodies[0], bodies[1], calendar, method)

    def fill(self, person: Recipient) -> bytes:
        """The whole mail to this person, the same bytes every time it is asked for."""
        text = _part("text/plain; charset=utf-8", self.text.fill(person.values, one_line))
        html = _part("text/html; charset=utf-8", self.html.fill(person.values, in_html))
        start = self._headers(person).encode()
        if self.calendar is None:
            return start + _multipart("alternative", ALTERNATIVE, [text, html])
        file = _base64(self._calendar(self.calendar, person))
        shown = _headed(f"text/calendar; charset=utf-8; method={self.method}; component=VEVENT", file)
        # Outlook looks for an invitation only in the first child of multipart/mixed.
        inner = _multipart("alternative", ALTERNATIVE, [text, html, shown])
        return start + _multipart("mixed", MIXED, [inner, _headed(ATTACHMENT, file)])

    def _headers(self, person: Recipient) -> str:
        domain = self.sender[0].rpartition("@")[2]
        lines = [
            headers.mailbox("To", person.address, person.name),
            f"Date: {_date(person.date)}\r\nMessage-ID: <{token(person.notification)}@{domain}>\r\n",
        ]
        if person.reply_to:
            lines.append(f"Reply-To: {mail_address(person.reply_to)}\r\n")
        if person.unsubscribe:
            lines.append(f"List-Unsubscribe: <{web_address(person.unsubscribe)}>\r\n")
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
        return self.head + "".join(lines)

    def _calendar(self, calendar: Skeleton, person: Recipient) -> bytes:
        return calendar.fill(
            attendee_address=person.address,
            attendee_name=person.name,
            organizer_address=person.reply_to or self.sender[0],
            dtstamp=person.date,
            url=person.url,
        ).encode()


def in_html(value: str) -> str:
    """A value as it stands in HTML."""
    return escape(one_line(value))


def _part(kind: str, content: bytes) -> bytes:
    return _headed(kind, _base64(content))


def _headed(kind: str, encoded: bytes) -> bytes:
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + encoded


def _base64(content: bytes) -> bytes:
    encoded = b2a_base64(content, newline=False)
    return b"\r\n".join([encoded[at : at + 76] for at in range(0, len(encoded), 76)])


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    between = f"\r\n--{boundary}\r\n".encode()
    start = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'.encode()
    return start + between + between.join(parts) + f"\r\n--{boundary}--\r\n".encode()


@lru_cache(maxsize=64)
def _date(instant: datetime) -> str:
    return headers.date(instant)
