"""Bodies about series and their exceptions."""

from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.events import event, network
from services.events.schemas.common import SEATS_HELP, WORDING_HELP, Place, length, one_of
from services.events.series import LEAD
from services.events.timing import LONGEST
from shared.http.paging import PageQuery
from shared.http.schemas import Instant, Iso8601Duration, LocalTime, Text, Texts, Timezone, Whole, YesNo


class SeriesCommon(Schema):
    """What the dates of a series have in common."""

    title = Texts(200)
    capacity = Whole(1, event.LARGEST_CAPACITY, allow_none=True, metadata=SEATS_HELP)
    place = fields.Nested(Place, allow_none=True)
    wording = fields.String(allow_none=True, validate=one_of(*network.WORDINGS), metadata=WORDING_HELP)
    attendance_mode = fields.String(validate=one_of(*event.MODES))
    invite_before = Iso8601Duration(validate=length(timedelta(0), timedelta(days=366)))


class SeriesChanges(SeriesCommon):
    """What can be changed about a series; its rhythm only before it is published."""

    rrule = Text(300)
    starts_at = LocalTime()
    timezone = Timezone()
    duration = Iso8601Duration(validate=length(timedelta(minutes=1), LONGEST))


class NewSeries(SeriesCommon):
    """A new series."""

    network_id = Text(40, required=True)
    title = Texts(200, required=True)
    rrule = Text(300, required=True, metadata={"description": "a part of RFC 5545: FREQ=MONTHLY;BYDAY=2TU"})
    starts_at = LocalTime(required=True)
    timezone = Timezone(load_default=None, allow_none=True, metadata={"description": "null: the network's"})
    duration = Iso8601Duration(required=True, validate=length(timedelta(minutes=1), LONGEST))
    invite_before = Iso8601Duration(load_default=LEAD, validate=length(timedelta(0), timedelta(days=366)))


class EndSeries(Schema):
    """When a series is over."""

    last_day = fields.Date(
        required=True, metadata={"description": "no date comes after this day; announced ones that do are cancelled"}
    )


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


class DateExceptionPage(Schema):
    items = fields.List(fields.Nested(DateException))
    next = fields.String(allow_none=True)


class SeriesQuery(PageQuery):
    network_id = fields.String(validate=validate.Length(1, 40))


class SeriesPage(Schema):
    items = fields.List(fields.Nested(Series))
    next = fields.String(allow_none=True)
