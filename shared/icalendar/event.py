"""One VEVENT from plain values: what changes per person stands together, so that the rest is written only once."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

from shared.icalendar import lines
from shared.icalendar.lines import block, fold, line, opening
from shared.icalendar.zones import is_utc
from shared.local_time import to_local
from shared.problems import Invalid
from shared.safe_text import language_tag, mail_address, token, web_address

RESERVED_IN_MAILTO = re.compile("[%?#&^`{|}]")
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
Classification = Literal["PUBLIC", "PRIVATE", "CONFIDENTIAL"]
PartStat = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]


@dataclass(frozen=True)
class Attendee:
    """The one person a calendar file is for."""

    address: str
    name: str | None = None
    partstat: PartStat = "NEEDS-ACTION"
    rsvp: bool = False


@dataclass(frozen=True)
class CalendarEvent:
    """What a VEVENT says, unescaped; `alarm` is how long before the start."""

    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    timezone: str
    summary: str
    description: str | None = None
    location: str | None = None
    url: str | None = None
    status: Status = "CONFIRMED"
    organizer: tuple[str, str | None] | None = None
    attendee: Attendee | None = None
    alarm: timedelta | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    classification: Classification = "PRIVATE"
    last_modified: datetime | None = None

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a calendar event starts and ends at aware datetimes")
        if self.ends_at <= self.starts_at:
            raise Invalid("An event must end after it starts.")
        if not 0 <= self.sequence < 2**31:
            raise ValueError("a sequence counts from 0 and has 31 bits")


def vevent(event: CalendarEvent, method: Method = "PUBLISH") -> str:
    """The VEVENT, folded, without a last line break; as for a feed unless another method is given."""
    return assemble(event, method, personal(event, method))


def assemble(event: CalendarEvent, method: Method, own: list[str]) -> str:
    """The VEVENT around these lines of one person."""
    status = "CANCELLED" if method == "CANCEL" else event.status
    items = [*_general(event, status), *own]
    if event.alarm is not None and status != "CANCELLED":
        items.append(_alarm(event.alarm, event.summary))
    return block("VEVENT", items)


def personal(event: CalendarEvent, method: Method) -> list[str]:
    """The lines that differ between people: when it was written, their link, their reply address, themselves."""
    if method == "REQUEST" and (event.organizer is None or event.attendee is None):
        raise ValueError("a request has one organizer and one attendee")
    written = [dtstamp_line(event.dtstamp)]
    if event.url:
        written.append(url_line(event.url))
    if event.organizer:
        address, name = event.organizer
        written.append(organizer_line(organizer_opening(name), address))
    # RFC 5546: what is published to everyone names nobody.
    if event.attendee and method != "PUBLISH":
        written.append(attendee_line(attendee_opening(event.attendee), event.attendee.name, event.attendee.address))
    return written


def dtstamp_line(instant: datetime) -> str:
    return f"DTSTAMP:{utc(instant)}"


def url_line(url: str) -> str:
    # A URI is checked, not escaped: a backslash before its commas would break the link.
    return fold(f"URL:{web_address(url)}")


def organizer_opening(name: str | None) -> str:
    return opening("ORGANIZER").removesuffix(":") + _named(name) + ":"


def organizer_line(start: str, address: str) -> str:
    return fold(f"{start}mailto:{_mailto(address)}")


def attendee_opening(attendee: Attendee) -> str:
    rsvp = "TRUE" if attendee.rsvp else "FALSE"
    params = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": token(attendee.partstat), "RSVP": rsvp}
    return opening("ATTENDEE", params).removesuffix(":")


def attendee_line(start: str, name: str | None, address: str) -> str:
    return fold(f"{start}{_named(name)}:mailto:{_mailto(address)}")


@lru_cache(maxsize=256)
def utc(instant: datetime) -> str:
    """The instant in the form of RFC 5545, to the second."""
    if instant.tzinfo is None:
        raise ValueError("an instant is an aware datetime")
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _general(event: CalendarEvent, status: str) -> list[str]:
    """The lines that are the same for everyone."""
    spoken = {"LANGUAGE": language_tag(event.language)} if event.language else None
    written = [
        line("UID", token(event.uid)),
        line("SEQUENCE", str(event.sequence)),
        *_times(event),
        line("SUMMARY", lines.short_text(event.summary), spoken),
    ]
    if event.description:
        written.append(line("DESCRIPTION", lines.text(event.description), spoken))
    if event.location:
        written.append(line("LOCATION", lines.short_text(event.location), spoken))
    if event.categories:
        written.append(line("CATEGORIES", ",".join(map(lines.short_text, event.categories)), spoken))
    written += [line("STATUS", token(status)), line("CLASS", token(event.classification))]
    if event.last_modified:
        written.append(line("LAST-MODIFIED", utc(event.last_modified)))
    return written


def _times(event: CalendarEvent) -> list[str]:
    """Start and end by the zone's clock, so that the time stays if the zone's law changes."""
    start, end = to_local(event.starts_at, event.timezone), to_local(event.ends_at, event.timezone)
    # A wall time that comes twice means its first passing; only UTC can say the second.
    if is_utc(event.timezone) or start.fold or end.fold:
        return [line("DTSTART", utc(event.starts_at)), line("DTEND", utc(event.ends_at))]
    where = {"TZID": event.timezone}
    return [line("DTSTART", f"{start:%Y%m%dT%H%M%S}", where), line("DTEND", f"{end:%Y%m%dT%H%M%S}", where)]


def _alarm(before: timedelta, summary: str) -> str:
    minutes = round(before.total_seconds() / 60)
    if minutes < 0:
        raise ValueError("an alarm comes before the start")
    days, minutes = divmod(minutes, 24 * 60)
    duration = f"-P{days}D" if days and not minutes else f"-P{f'{days}D' if days else ''}T{minutes}M"
    shown = lines.short_text(summary)
    return block("VALARM", [line("ACTION", "DISPLAY"), line("TRIGGER", duration), line("DESCRIPTION", shown)])


def _named(name: str | None) -> str:
    quoted = lines.quoted(name) if name else '""'
    return "" if quoted == '""' else f";CN={quoted}"


def _mailto(address: str) -> str:
    """The address as RFC 6068 wants it in a URI."""
    return RESERVED_IN_MAILTO.sub(lambda found: quote(found[0]), mail_address(address))
