"""Shapes of numbers without names."""

from marshmallow import Schema, fields, validate

from services.registrations.attendance import STATUSES
from shared.http.schemas import Ids, Instant, QueryNumber, Texts


class Answers(Schema):
    status = fields.String()
    people = fields.Integer()
    seats = fields.Integer(metadata={"description": "with those they bring"})


class Came(Schema):
    status = fields.String(validate=validate.OneOf(STATUSES))
    people = fields.Integer()


class AnswerNumbers(Schema):
    """Of one event."""

    event_id = fields.String()
    invited = fields.Integer()
    unanswered = fields.Integer()
    answers = fields.List(fields.Nested(Answers))


class AnswerNumbersList(Schema):
    items = fields.List(fields.Nested(AnswerNumbers))


class AnswerNumbersQuery(Schema):
    ids = Ids("of these events", required=True)


class Numbers(Schema):
    """Of one event; who is not on the roll was not recorded, which is not absence."""

    event_id = fields.String()
    invited = fields.Integer()
    unanswered = fields.Integer()
    answers = fields.List(fields.Nested(Answers))
    attendance = fields.List(fields.Nested(Came))
    walk_ins = fields.Integer(metadata={"description": "part of the attendance"})
    not_recorded = fields.Integer(metadata={"description": "who had a seat and is not on the roll"})
    opens_at = Instant(metadata={"description": "from when on people can be recorded"})
    closed_at = Instant(allow_none=True, metadata={"description": "when the roll was closed"})


class OpenRoll(Schema):
    event_id = fields.String()
    title = Texts()
    starts_at = Instant()
    timezone = fields.String()


class Attention(Schema):
    """What waits for a person."""

    open_rolls = fields.List(
        fields.Nested(OpenRoll),
        metadata={"description": "of gatherings of the last eight days, at most 20, the earliest first"},
    )
    asked_to_join = fields.List(fields.String(), metadata={"description": "networks that somebody asks to join"})


class Day(Schema):
    """First answers of one day; what was answered later by the same person is not counted again."""

    day = fields.Date()
    accepted = fields.Integer()
    declined = fields.Integer()
    tentative = fields.Integer()


class AnswersOverTime(Schema):
    event_id = fields.String()
    timezone = fields.String(metadata={"description": "whose days they are"})
    days = fields.List(fields.Nested(Day), metadata={"description": "every day from the first answer to the last"})


class Month(Schema):
    """Of the gatherings that have begun in a month."""

    month = fields.String(metadata={"description": "2027-01"})
    gatherings = fields.Integer()
    present = fields.Integer()
    late = fields.Integer()
    left_early = fields.Integer()
    excused = fields.Integer()
    absent = fields.Integer()
    walk_ins = fields.Integer()
    confirmed = fields.Integer(metadata={"description": "who had a seat"})
    not_recorded = fields.Integer(metadata={"description": "who had a seat and is not on the roll"})


class AttendanceByMonth(Schema):
    network_id = fields.String()
    year = fields.Integer()
    months = fields.List(fields.Nested(Month), metadata={"description": "all twelve"})


class YearQuery(Schema):
    """Which year, and of which series alone if asked."""

    year = QueryNumber(required=True, validate=validate.Range(1970, 2199))
    series_id = fields.String(validate=validate.Length(1, 40), load_default=None)
