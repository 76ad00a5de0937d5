"""Shapes of invitations, answers and registrations."""

from marshmallow import Schema, fields, validate

from services.registrations import answer
from services.registrations.base import PARTY
from services.registrations.registration import STATUSES
from services.registrations.schemas.page import Needs
from services.registrations.schemas.people import Consent
from shared.dumping import Dumping
from shared.http.paging import PageQuery
from shared.http.schemas import Instant, Text, Whole

_POSITION = {"description": "place in the waiting line now, from 1"}


class Invite(Schema):
    """Whom to invite; nobody named: the members of the network."""

    participant_ids = fields.List(Text(40), validate=validate.Length(1, 1000))


class Invited(Schema):
    event_id = fields.String()
    invitations = fields.Integer(metadata={"description": "how many stand for this event now"})


class Invitation(Schema):
    id = fields.String()
    event_id = fields.String()
    participant_id = fields.String()
    name = fields.String()
    issued_at = Instant()
    announce = fields.Boolean(metadata={"description": "false: registered by hand, not invited"})
    removed = fields.Boolean()
    answer = fields.String(allow_none=True)
    status = fields.String(allow_none=True)
    told_at = Instant(allow_none=True)
    channel = fields.String(allow_none=True)


class InvitationPage(Schema):
    items = fields.List(fields.Nested(Invitation))
    next = fields.String(allow_none=True)


class Call(Schema):
    """Somebody who has not answered."""

    id = fields.String()
    participant_id = fields.String()
    name = fields.String()
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    language = fields.String()
    channels = fields.List(fields.String())
    unreachable = fields.Dict(metadata={"description": "channels on which she cannot be reached, and why"})
    rang_at = Instant(allow_none=True, metadata={"description": "when somebody last rang in vain"})
    consents = fields.List(fields.Nested(Consent))


class CallPage(Schema):
    items = fields.List(fields.Nested(Call))
    next = fields.String(allow_none=True)


class CallQuery(PageQuery):
    rang = fields.String(
        validate=validate.OneOf(("yes", "no")),
        metadata={"description": "only whom somebody rang in vain, or nobody yet"},
    )


class NotedCall(Schema):
    event_id = fields.String()
    participant_id = fields.String()
    rang_at = Instant()


class HerInvitation(Schema):
    """What one person was invited to."""

    id = fields.String()
    event_id = fields.String()
    network_id = fields.String()
    issued_at = Instant()
    removed = fields.Boolean()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    starts_at = Instant()
    ends_at = Instant()
    timezone = fields.String()
    event_status = fields.String()
    status = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)
    party_size = fields.Integer(allow_none=True)
    attendance = fields.String(allow_none=True)


class HerInvitationPage(Schema):
    items = fields.List(fields.Nested(HerInvitation))
    next = fields.String(allow_none=True)


class HerInvitationQuery(PageQuery):
    network_id = Text(40, load_default=None)


class GivenAnswer(Schema):
    """What she answers, and for how many."""

    answer = fields.String(required=True, validate=validate.OneOf(answer.WORDS))
    party_size = Whole(1, PARTY, metadata={"description": "not given: as before, or herself alone"})


class NewRegistration(GivenAnswer):
    """An answer that an organiser enters for a person."""

    participant_id = Text(40, required=True)


class Registration(Dumping):
    id = fields.String()
    event_id = fields.String()
    participant_id = fields.String()
    invitation_id = fields.String()
    name = fields.String()
    status = fields.String()
    party_size = fields.Integer()
    position = fields.Integer(allow_none=True, metadata=_POSITION)
    answer = fields.String(allow_none=True)
    told_at = Instant(allow_none=True)
    channel = fields.String(allow_none=True)
    offer_until = Instant(allow_none=True)
    seat_held_until = Instant(allow_none=True, metadata={"description": "after a decline by link or e-mail"})
    reason = fields.String(allow_none=True)
    changed_at = Instant()
    changed_by = fields.String()
    revision = fields.Integer()
    needs = fields.Nested(Needs, allow_none=True, metadata={"description": "shown to organisers and owners alone"})


class Listed(Registration):
    """With her line of the roll, if she has one."""

    attendance_id = fields.String(allow_none=True)
    attendance = fields.String(allow_none=True, metadata={"description": "null: not recorded, which is not absence"})


class RegistrationPage(Schema):
    items = fields.List(fields.Nested(Listed))
    next = fields.String(allow_none=True)


class PeopleQuery(PageQuery):
    """Of whom; all that is given must hold."""

    name = fields.String(
        validate=validate.Length(1, 100),
        metadata={"description": "a part of the name, or the last four digits of the phone"},
    )
    participant_id = fields.String(validate=validate.Length(1, 40))


class RegistrationQuery(PeopleQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))
    needs = fields.String(
        validate=validate.OneOf(("yes",)),
        metadata={"description": "only who said that they need something; for organisers and owners alone"},
    )


class InvitationQuery(PeopleQuery):
    answered = fields.String(validate=validate.OneOf(("yes", "no")))


class Cancel(Schema):
    reason = Text(500, load_default=None, allow_none=True, metadata={"description": "for the record"})


class ChildCare(Schema):
    people = fields.Integer(metadata={"description": "who bring children"})
    children = fields.Integer()


class Interpreter(Schema):
    language = fields.String()
    people = fields.Integer()


class Transport(Schema):
    people = fields.Integer()


class EventNeeds(Schema):
    """What those who have a seat need, without a name."""

    event_id = fields.String()
    child_care = fields.Nested(ChildCare)
    interpreters = fields.List(fields.Nested(Interpreter))
    transport = fields.Nested(Transport)
