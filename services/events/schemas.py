"""Shapes of the HTTP bodies of `events`."""

from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.events import event, network
from services.events.series import LEAD
from services.events.timing import LONGEST
from shared.http.paging import PageQuery
from shared.http.schemas import (
    Instant,
    Iso8601Duration,
    Language,
    LocalTime,
    Phone,
    Text,
    Texts,
    TimeOfDay,
    Timezone,
    Whole,
    YesNo,
)

Check = Any


def _length(shortest: timedelta, longest: timedelta) -> Check:
    return validate.Range(shortest, longest, error="Too short or too long.")


def _one_of(*words: str) -> Check:
    return validate.OneOf(words)


_SLUG = validate.Regexp(rf"\A(?:{network.SLUG.pattern})\Z", error="1 to 63 of a-z, 0-9 and - between them.")
_SIGNATURE = validate.Regexp(
    rf"\A(?:{network.SIGNATURE.pattern})\Z", error="1 to 12 letters and digits that every phone shows as they are."
)
_COUNTRY = validate.Regexp(r"\A[A-Z]{2}\Z", error="Two capital letters, as NO.")
_COUNTRY_HELP = {"description": "ISO 3166-1 alpha-2"}
_SEATS_HELP = {"description": "How many people; null: no limit"}
_WORDING_HELP = {"description": "neutral: SMS, subject and calendar show only the signature; null: inherited"}
_DISTINCT = "Each language once."


class Contact(Schema):
    """Whom a participant can ring."""

    name = Text(100, required=True)
    phone = Phone(required=True)


class Place(Schema):
    """Where it is."""

    name = Text(200, required=True)
    address = Text(300, allow_none=True, load_default=None)


class NetworkChanges(Schema):
    """What can be changed about a network."""

    name = Text(100)
    slug = Text(63, validate=_SLUG)
    timezone = Timezone()
    country = fields.String(validate=_COUNTRY, metadata=_COUNTRY_HELP)
    languages = fields.List(Language(), validate=validate.Length(1, 40))
    signature = Text(12, validate=_SIGNATURE)
    contact = fields.Nested(Contact, allow_none=True)
    wording = fields.String(validate=_one_of(*network.WORDINGS))
    public = YesNo()
    sending = fields.String(validate=_one_of(*network.SENDING))
    quiet_hours = fields.List(TimeOfDay(), validate=validate.Length(equal=2), allow_none=True)
    waitlist = fields.String(validate=_one_of(*network.WAITLISTS))

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        languages, quiet = data.get("languages") or [], data.get("quiet_hours")
        if len(set(languages)) < len(languages):
            raise ValidationError(_DISTINCT, "languages")
        if quiet and quiet[0] == quiet[1]:
            raise ValidationError("Two different times, or null.", "quiet_hours")


class NewNetwork(NetworkChanges):
    """A new network: held, neutral and not public unless it says otherwise."""

    name = Text(100, required=True)
    slug = Text(63, required=True, validate=_SLUG)
    timezone = Timezone(required=True)
    country = fields.String(required=True, validate=_COUNTRY, metadata=_COUNTRY_HELP)
    languages = fields.List(Language(), required=True, validate=validate.Length(1, 40))
    signature = Text(12, required=True, validate=_SIGNATURE)


class Network(NewNetwork):
    """A network as it is."""

    id = fields.String()
    revision = fields.Integer()
    quiet_hours = fields.List(fields.String(), allow_none=True)
    changed_at = Instant()
    changed_by = fields.String()


class SeriesCommon(Schema):
    """What the dates of a series have in common."""

    title = Texts(200)
    capacity = Whole(1, event.LARGEST_CAPACITY, allow_none=True, metadata=_SEATS_HELP)
    place = fields.Nested(Place, allow_none=True)
    wording = fields.String(allow_none=True, validate=_one_of(*network.WORDINGS), metadata=_WORDING_HELP)
    attendance_mode = fields.String(validate=_one_of(*event.MODES))
    invite_before = Iso8601Duration(validate=_length(timedelta(0), timedelta(days=366)))


class SeriesChanges(SeriesCommon):
    """What can be changed about a series; its rhythm only before it is published."""

    rrule = Text(300)
    starts_at = LocalTime()
    timezone = Timezone()
    duration = Iso8601Duration(validate=_length(timedelta(minutes=1), LONGEST))


class NewSeries(SeriesCommon):
    """A new series."""

    network_id = Text(40, required=True)
    title = Texts(200, required=True)
    rrule = Text(300, required=True, metadata={"description": "a part of RFC 5545: FREQ=MONTHLY;BYDAY=2TU"})
    starts_at = LocalTime(required=True)
    timezone = Timezone(load_default=None, allow_none=True, metadata={"description": "null: the network's"})
    duration = Iso8601Duration(required=True, validate=_length(timedelta(minutes=1), LONGEST))
    invite_before = Iso8601Duration(load_default=LEAD, validate=_length(timedelta(0), timedelta(days=366)))


class Series(SeriesCommon):
    """A series as it is."""

    id = fields.String()
    network_id = fields.String()
    revision = fields.Integer()
    rrule = fields.String()
    starts_at = LocalTime()
    timezone = fields.String()
    duration = Iso8601Duration()
    published = fields.Boolean()
    changed_at = Instant()
    changed_by = fields.String()


class NewException(Schema):
    """One date of a series that is left out, or is at another time."""

    date = fields.Date(required=True, metadata={"description": "the rule's own date"})
    skip = YesNo()
    starts_at = LocalTime()
    reason = Text(500, metadata={"description": "why an announced date is cancelled; people are told"})

    @validates_schema
    def _one_thing(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("skip", False) == ("starts_at" in data):
            raise ValidationError("Say skip: true, or another starts_at.", "skip")


class DateException(Schema):
    """An exception as it is kept, and the event of that date if there is one."""

    series_id = fields.String()
    date = fields.String()
    skip = fields.Boolean()
    starts_at = fields.String(allow_none=True)
    event_id = fields.String(allow_none=True)


class EventChanges(Schema):
    """What can be changed about an event; time and capacity have addresses of their own."""

    title = Texts(200)
    theme = Texts(1000, lines=True, allow_none=True)
    place = fields.Nested(Place, allow_none=True)
    wording = fields.String(allow_none=True, validate=_one_of(*network.WORDINGS), metadata=_WORDING_HELP)
    attendance_mode = fields.String(validate=_one_of(*event.MODES))


class NewEvent(EventChanges):
    """A new single event."""

    network_id = Text(40, required=True)
    title = Texts(200, required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    timezone = Timezone(load_default=None, allow_none=True, metadata={"description": "null: the network's"})
    capacity = Whole(1, event.LARGEST_CAPACITY, allow_none=True, metadata=_SEATS_HELP)


class Seats(Schema):
    """What `registrations` last told; null before it told anything."""

    allowed = fields.Integer(allow_none=True)
    taken = fields.Integer()
    waiting = fields.Integer()


class Event(EventChanges):
    """An event as it is; times with the offset of its zone."""

    id = fields.String()
    network_id = fields.String()
    series_id = fields.String(allow_none=True)
    series_date = fields.String(allow_none=True, metadata={"description": "which date of its series it is"})
    starts_at = Instant()
    ends_at = Instant()
    timezone = fields.String()
    capacity = fields.Integer(allow_none=True)
    status = fields.String(validate=_one_of(*event.Status))
    uid = fields.String()
    sequence = fields.Integer()
    revision = fields.Integer()
    invite_at = Instant(allow_none=True)
    reason = fields.String(allow_none=True)
    seats = fields.Nested(Seats, allow_none=True)
    changed_at = Instant()
    changed_by = fields.String()


class Publish(Schema):
    """When to invite: now, or the series' lead time before the start."""

    invite = fields.String(load_default="on_time", validate=_one_of("now", "on_time"))


class Reschedule(Schema):
    """Another time; without an end it stays as long as it was."""

    starts_at = Instant(required=True)
    ends_at = Instant(load_default=None, allow_none=True)
    place = fields.Nested(Place, allow_none=True)


class Cancel(Schema):
    """Why; people are told."""

    reason = Text(500, allow_none=True, load_default=None)


class Capacity(Schema):
    """How many people; null: no limit."""

    capacity = Whole(1, event.LARGEST_CAPACITY, required=True, allow_none=True)


class Nothing(Schema):
    """An empty body."""


class NetworkQuery(PageQuery):
    slug = fields.String(validate=validate.Length(1, 63))


class SeriesQuery(PageQuery):
    network_id = fields.String(validate=validate.Length(1, 40))


class EventQuery(SeriesQuery):
    since = Instant(data_key="from", metadata={"description": "that end after this instant"})
    until = Instant(data_key="to", metadata={"description": "that start before this instant"})


class NetworkPage(Schema):
    items = fields.List(fields.Nested(Network))
    next = fields.String(allow_none=True)


class SeriesPage(Schema):
    items = fields.List(fields.Nested(Series))
    next = fields.String(allow_none=True)


class EventPage(Schema):
    items = fields.List(fields.Nested(Event))
    next = fields.String(allow_none=True)


class PublicEvent(Schema):
    """An event as everyone may see it: with neutral wording only when, never what or where."""

    uid = fields.String()
    status = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    timezone = fields.String()
    wording = fields.String()
    title = Texts(200, allow_none=True)
    theme = Texts(1000, lines=True, allow_none=True)
    place = fields.Nested(Place, allow_none=True)
    attendance_mode = fields.String(allow_none=True)


class PublicNetwork(Schema):
    """A network that chose to be public, with its next events."""

    name = fields.String()
    slug = fields.String()
    country = fields.String()
    timezone = fields.String()
    languages = fields.List(fields.String())
    calendar = fields.String(metadata={"description": "address of its calendar feed"})
    events = fields.List(fields.Nested(PublicEvent))
