"""Calendar files (RFC 5545, 5546, 6868) from plain values, that no value can add a line to."""

from shared.icalendar.event import Attendee, CalendarEvent, Method, vevent
from shared.icalendar.writer import Skeleton, skeleton, wrap, write
from shared.icalendar.zones import vtimezone

__all__ = ["Attendee", "CalendarEvent", "Method", "Skeleton", "skeleton", "vevent", "vtimezone", "wrap", "write"]
