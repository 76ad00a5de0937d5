"""Shapes of a participant's own page and of the link that opens it."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.registrations import answer, needs
from shared.dumping import Dumping
from shared.http.schemas import Instant, Language, Whole, YesNo

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
    languages = fields.List(fields.String(), metadata={"description": "spoken to whoever reads none of ours, by rank"})


class Needs(Schema):
    """What she needs to be able to come; null: she did not say, or has no need."""

    child_care = fields.Integer(metadata={"description": "for how many children"})
    interpreter = fields.String(allow_none=True, metadata={"description": "into which language"})
    transport = fields.Boolean(metadata={"description": "help with the way"})


class MyNeeds(Schema):
    """What she needs, all of it: what is not named she does not need."""

    child_care = Whole(0, needs.MOST_CHILDREN, load_default=0)
    interpreter = Language(load_default=None, allow_none=True)
    transport = YesNo(load_default=False)


class MyLanguage(Schema):
    language = Language(required=True)


class MyChannels(Schema):
    """How she wants to be written to: one channel at least, each with a contact of hers; to have none is to stop."""

    channels = fields.List(fields.String(validate=_CHANNEL), required=True, validate=validate.Length(1, 2))

    @validates_schema
    def _distinct(self, data: dict[str, Any], **_: Any) -> None:
        if len(set(data["channels"])) < len(data["channels"]):
            raise ValidationError("Each channel once.", "channels")


class MyPartner(Schema):
    """An outside organisation, and whether it may know when she was there."""

    id = fields.String()
    name = fields.String()
    agreed = fields.Boolean(allow_none=True, metadata={"description": "null: she was not asked yet"})
    open = fields.Boolean(metadata={"description": "whether she can agree here; what she agreed to she can withdraw"})


class PartnerAnswer(Schema):
    """Whether a partner may know."""

    agreed = YesNo(required=True)


class MyStanding(Dumping):
    """What stands of her at one event: nothing of anybody else, and none of her contacts."""

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


class MyInvitation(MyStanding):
    """What a participant sees on her own page."""

    needs = fields.Nested(Needs, allow_none=True)
    needs_open = fields.Boolean(metadata={"description": "whether she can say what she needs"})
    channels = fields.List(fields.String())
    possible_channels = fields.List(fields.String(), metadata={"description": "those for which a contact is known"})
    stopped = fields.String(
        allow_none=True,
        validate=validate.OneOf(["here", "everywhere"]),
        metadata={"description": "whether she wants no invitations; what she stopped here she can begin again here"},
    )
    stopped_channels = fields.List(fields.String(), metadata={"description": "those that she stopped by STOP, say"})
    partners = fields.List(fields.Nested(MyPartner), metadata={"description": "who may know when she was there"})


class MyAnswer(MyStanding):
    """What stands after an answer, with what became of it."""

    result = fields.String(validate=validate.OneOf([answer.TAKEN, answer.REFUSED, answer.TOO_OLD]))
    reason = fields.String(allow_none=True, metadata={"description": "why it was refused"})


class Stopped(Schema):
    stopped = fields.Boolean()


class Started(Schema):
    started = fields.Boolean()
