"""Bodies about events."""

from marshmallow import Schema, fields

from services.events import event, network
from services.events.schemas.common import SEATS_HELP, WORDING_HELP, Place, one_of
from services.events.schemas.series import SeriesQuery
from shared.http.paging import PageQuery
from shared.http.schemas import Ids, Instant, Text, Texts, Timezone, Whole

PRACTICAL_HELP = {"description": "what to bring and how to find the door; shown on each person's own page"}


class EventChanges(Schema):
    """What can be changed about an event; time and capacity have addresses of their own."""

    title = Texts(200)
    theme = Texts(1000, lines=True, allow_none=True)
    practical = Texts(1000, lines=True, allow_none=True, metadata=PRACTICAL_HELP)
    place = fields.Nested(Place, allow_none=True)
    wording = fields.String(allow_none=True, validate=one_of(*network.WORDINGS), metadata=WORDING_HELP)
    attendance_mode = fields.String(validate=one_of(*event.MODES))


class NewEvent(EventChanges):
    """A new single event."""

    network_id = Text(40, required=True)
    title = Texts(200, required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    timezone = Timezone(load_default=None, allow_none=True, metadata={"description": "null: the network's"})
    capacity = Whole(1, event.LARGEST_CAPACITY, allow_none=True, metadata=SEATS_HELP)


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
    status = fields.String(validate=one_of(*event.Status))
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

    invite = fields.String(load_default="on_time", validate=one_of("now", "on_time"))


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


class SpanQuery(PageQuery):
    """Between which instants."""

    since = Instant(data_key="from", metadata={"description": "that end after this instant"})
    until = Instant(data_key="to", metadata={"description": "that start before this instant"})


class EventQuery(SpanQuery, SeriesQuery):
    """Of which network, too."""


class NextEventsQuery(Schema):
    network_ids = Ids("of these networks", required=True)


class NextEvents(Schema):
    items = fields.List(fields.Nested(Event))


class EventPage(Schema):
    items = fields.List(fields.Nested(Event))
    next = fields.String(allow_none=True)
