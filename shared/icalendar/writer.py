"""Whole calendar files: written at once, joined from stored events, or written once and filled in per person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.icalendar import event as parts
from shared.icalendar.event import CalendarEvent, Method
from shared.icalendar.lines import block, line, short_text
from shared.icalendar.zones import vtimezone

PRODUCT = "-//Samling//Samling//EN"
# No text can hold it: control characters are taken out of every value.
GAP = "\0"


def write(method: Method, events: Iterable[CalendarEvent], *, name: str | None = None) -> str:
    """The calendar file of these events, with the zones they use."""
    events = list(events)
    return wrap(method, [parts.vevent(event, method) for event in events], _zones(events), name=name)


def wrap(method: Method, vevents: Iterable[str], timezones: Iterable[str], *, name: str | None = None) -> str:
    """The calendar file around stored VEVENT texts and the texts that `vtimezone` gave for them."""
    head = [line("METHOD", method), line("PRODID", PRODUCT), line("VERSION", "2.0")]
    if name:
        head += [line(key, short_text(name)) for key in ("NAME", "X-WR-CALNAME")]
    zones = [text for text in dict.fromkeys(timezones) if text]
    return block("VCALENDAR", [*head, *zones, *vevents]) + "\r\n"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A calendar file of one event, written but for the lines that differ between people."""

    head: str
    tail: str
    organizer: str
    attendee: str

    def fill(
        self,
        *,
        attendee_address: str,
        attendee_name: str | None,
        organizer_address: str,
        dtstamp: datetime,
        url: str | None = None,
    ) -> str:
        """Exactly the text that `write` would give for the event with these values."""
        own = [parts.dtstamp_line(dtstamp)]
        if url:
            own.append(parts.url_line(url))
        own.append(parts.organizer_line(self.organizer, organizer_address))
        own.append(parts.attendee_line(self.attendee, attendee_name, attendee_address))
        return self.head + "\r\n".join(own) + self.tail


def skeleton(method: Literal["REQUEST", "CANCEL"], event: CalendarEvent) -> Skeleton:
    """The skeleton of this event; its own addresses, attendee name, dtstamp and url are not looked at."""
    if event.organizer is None or event.attendee is None:
        raise ValueError("a skeleton needs an organizer and an attendee to take the place of")
    whole = wrap(method, [parts.assemble(event, method, [GAP])], _zones([event]))
    head, _, tail = whole.partition(GAP)
    return Skeleton(head, tail, parts.organizer_opening(event.organizer[1]), parts.attendee_opening(event.attendee))


def _zones(events: list[CalendarEvent]) -> list[str]:
    windows: dict[str, tuple[datetime, datetime]] = {}
    for event in events:
        start, end = windows.get(event.timezone, (event.starts_at, event.ends_at))
        windows[event.timezone] = min(start, event.starts_at), max(end, event.ends_at)
    return [vtimezone(name, start, end) for name, (start, end) in windows.items()]
