"""Reads the calendar files of mails with another parser, and holds them against what the product knows."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar


def calendar_of(message: EmailMessage) -> str:
    """The calendar part of a mail, unfolded from its transfer encoding."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content())
    raise AssertionError("the mail has no calendar part")


def event_of(calendar: str) -> Any:
    """The one VEVENT of a calendar file, read by an independent parser that found no fault anywhere."""
    parsed = Calendar.from_ical(calendar)
    for component in parsed.walk():
        assert component.errors == [], component.errors
    (event,) = parsed.walk("VEVENT")
    return event


ALLOWED = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "ORGANIZER", "ATTENDEE"}
WHEN_OPEN = {"DESCRIPTION", "LOCATION", "URL"}


def check_calendar(mail: EmailMessage, events: Mapping[str, dict[str, Any]]) -> None:
    """One calendar file against the event as the product knows it; an older SEQUENCE only against itself."""
    calendar = calendar_of(mail)
    assert all(len(line.encode()) <= 75 for line in calendar.replace("\r\n", "\n").split("\n"))
    method = str(Calendar.from_ical(calendar)["method"])
    entry = event_of(calendar)
    assert {"ALLOWED": set(entry) - ALLOWED - WHEN_OPEN} == {"ALLOWED": set()}
    assert str(entry["attendee"]) == f"mailto:{mail['To'].addresses[0].addr_spec}"
    assert str(entry["organizer"]).startswith("mailto:reply+")
    assert entry["dtstart"].dt.tzinfo is not None
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == method
    event = events[str(entry["uid"])]
    assert int(entry["sequence"]) <= event["sequence"]
    if int(entry["sequence"]) == event["sequence"] and (method == "REQUEST" or event["status"] == "cancelled"):
        assert entry["dtstart"].dt == datetime.fromisoformat(event["starts_at"])
        assert entry["dtend"].dt == datetime.fromisoformat(event["ends_at"])
        assert str(entry["status"]) == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
