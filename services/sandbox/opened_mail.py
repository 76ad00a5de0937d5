"""A mail as a person reads it: its text, links and calendar files; nothing of it is run or fetched."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from html.parser import HTMLParser

from services.sandbox.links import links_in


@dataclass(frozen=True)
class CalendarFile:
    """One calendar part: its name, its bytes, and its lines as name and value, event by event."""

    name: str
    content: bytes
    method: str
    events: list[list[tuple[str, str]]]


@dataclass(frozen=True)
class OpenedMail:
    """What of a mail is shown."""

    subject: str
    sender: str
    recipients: str
    text: str
    links: list[str]
    calendars: list[CalendarFile]


def open_mail(content: bytes) -> OpenedMail:
    """Reads a mail; what cannot be read is left out, and nothing raises."""
    mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    parts = list(_leaves(mail))
    texts = [_text(part) for part in parts if part.get_content_type() == "text/plain"]
    pages = [_text(part) for part in parts if part.get_content_type() == "text/html"]
    text = "\n".join(texts) or "\n".join(_words_of(page) for page in pages)
    hrefs = [link for page in pages for link in _hrefs_of(page)]
    return OpenedMail(
        subject=_header(mail, "subject"),
        sender=_header(mail, "from"),
        recipients=_header(mail, "to"),
        text=text,
        links=list(dict.fromkeys([*links_in(text), *hrefs])),
        calendars=[_calendar(part) for part in parts if part.get_content_type() in _CALENDARS],
    )


_CALENDARS = ("text/calendar", "application/ics")


def _leaves(mail: Message) -> Iterator[Message]:
    return (part for part in mail.walk() if not part.is_multipart())


def _header(mail: Message, name: str) -> str:
    try:
        return str(mail.get(name) or "")
    except (ValueError, LookupError, IndexError, AttributeError):
        # The standard library's header parser falls over some hostile headers.
        return ""


def _bytes(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    charset = part.get_content_charset() or "utf-8"
    try:
        return _bytes(part).decode(charset, "replace")
    except LookupError:
        return _bytes(part).decode("utf-8", "replace")


def _calendar(part: Message) -> CalendarFile:
    from icalendar import Calendar

    content = _bytes(part)
    method, events = "", []
    try:
        calendar = Calendar.from_ical(content)
        method = str(calendar.get("METHOD", ""))
        events = [
            [(name, _value(value)) for name, value in event.property_items(recursive=False, sorted=False)]
            for event in calendar.walk("VEVENT")
        ]
    except (ValueError, LookupError, AttributeError, TypeError):
        method = "not a calendar file"
    return CalendarFile("invite.ics", content, method, events)


def _value(value: object) -> str:
    written = value.to_ical() if hasattr(value, "to_ical") else value
    return written.decode("utf-8", "replace") if isinstance(written, bytes) else str(written)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.hrefs += [link for name, value in attrs if name == "href" for link in links_in(value or "")[:1]]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


def _words_of(page: str) -> str:
    return "".join(_read(page).words)


def _hrefs_of(page: str) -> list[str]:
    return _read(page).hrefs
