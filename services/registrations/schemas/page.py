"""Shapes of a participant's own page and of the link that opens it."""

from marshmallow import Schema, fields, validate

from services.registrations import answer
from shared.dumping import Dumping
from shared.http.schemas import Instant

_CHANNEL = validate.OneOf(["sms", "email"])
_POSITION = {"description": "place in the waiting line now, from 1"}


class Link(Schema):
    """The token of a personal link."""

    token = fields.String(required=True, validate=validate.Length(1, 100))


class OpenedLink(Schema):
    token = fields.String(metadata={"description": "bearer token for /my-invitation"})
    expires_at = Instant()


class NotMe(Schema):
    channel = fields.String(validate=_CHANNEL, metadata={"description": "how the link came; not given: all contacts"})


class MyEvent(Dumping):
    id = fields.String()
    uid = fields.String()
    sequence = fields.Integer()
    status = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    theme = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    practical = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    wording = fields.String(allow_none=True, metadata={"description": "neutral or open; null: the network's"})
    starts_at = Instant()
    ends_at = Instant()
    timezone = fields.String()
    place = fields.Dict(allow_none=True)
    attendance_mode = fields.String()


class MyNetwork(Dumping):
    signature = fields.String()
    contact = fields.Dict(allow_none=True)
    wording = fields.String()


class MyInvitation(Dumping):
    """What a participant sees on her own page: nothing of anybody else, and none of her contacts."""

    invitation_id = fields.String()
    event = fields.Nested(MyEvent)
    network = fields.Nested(MyNetwork)
    call_name = fields.String()
    language = fields.String()
    discreet = fields.Boolean()
    open = fields.Boolean(metadata={"description": "whether she can answer"})
    answer = fields.String(allow_none=True)
    status = fields.String(allow_none=True)
    party_size = fields.Integer(allow_none=True)
    position = fields.Integer(allow_none=True, metadata=_POSITION)
    offer_until = Instant(allow_none=True)
    seat_held_until = Instant(allow_none=True)


class MyAnswer(MyInvitation):
    """The page after an answer, with what became of it."""

    result = fields.String(validate=validate.OneOf([answer.TAKEN, answer.REFUSED, answer.TOO_OLD]))
    reason = fields.String(allow_none=True, metadata={"description": "why it was refused"})


class Stopped(Schema):
    stopped = fields.Boolean()
