"""Shapes of attendance."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.registrations import attendance
from services.registrations.national_numbers import refuse
from shared.http.schemas import Instant, Text


class WalkIn(Schema):
    """Somebody who came without being known."""

    name = Text(200, validate=refuse, load_default=None, allow_none=True)


class NewAttendance(Schema):
    """Who came: a participant, or a walk-in."""

    participant_id = Text(40)
    walk_in = fields.Nested(WalkIn)
    status = fields.String(required=True, validate=validate.OneOf(attendance.STATUSES))
    recorded_at = Instant()
    device = Text(80)

    @validates_schema
    def _one_person(self, data: dict[str, Any], **_: Any) -> None:
        if ("participant_id" in data) == ("walk_in" in data):
            raise ValidationError("Say who: participant_id or walk_in.", "participant_id")


class Correction(Schema):
    """What the roll is to say instead, and why."""

    status = fields.String(required=True, validate=validate.OneOf(attendance.STATUSES))
    recorded_at = Instant()
    reason = Text(500, required=True)


class Withdrawal(Schema):
    reason = Text(500, required=True)


class Attendance(Schema):
    id = fields.String()
    event_id = fields.String()
    participant_id = fields.String(allow_none=True)
    walk_in = fields.Nested(WalkIn, allow_none=True)
    registration_id = fields.String(allow_none=True)
    status = fields.String()
    recorded_at = Instant()
    device = fields.String(allow_none=True)
    by = fields.String()
    withdrawn = fields.Boolean()
    revision = fields.Integer()


class AttendancePage(Schema):
    items = fields.List(fields.Nested(Attendance))
    next = fields.String(allow_none=True)
    opens_at = Instant(metadata={"description": "from when on people can be recorded"})
    closed_at = Instant(allow_none=True, metadata={"description": "when the roll was closed"})


class Roll(Schema):
    event_id = fields.String()
    closed_at = Instant()
    closed_by = fields.String()
