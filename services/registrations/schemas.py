"""Shapes of the HTTP bodies of `registrations`."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.registrations import answer, attendance
from services.registrations.base import PARTY
from services.registrations.consent import ATTENDANCE_PURPOSE, INVITATIONS_PURPOSE, WORDING
from services.registrations.national_numbers import refuse
from shared.http.paging import PageQuery
from shared.http.schemas import Instant, Language, Phone, Text, Whole, YesNo

_CHANNEL = validate.OneOf(["sms", "email"])
_SCOPE = {"description": "null: all"}
_POSITION = {"description": "place in the waiting line now, from 1"}


class ConsentWish(Schema):
    """Something a person agrees to, or withdraws."""

    purpose = fields.String(required=True, validate=validate.OneOf([INVITATIONS_PURPOSE, ATTENDANCE_PURPOSE]))
    partner_id = Text(40, metadata={"description": "who may know of her attendance"})
    network_id = Text(40, allow_none=True, metadata=_SCOPE)
    channel = fields.String(validate=_CHANNEL, allow_none=True, metadata=_SCOPE)
    reference = Text(100, validate=refuse, metadata={"description": "the partner's own; no national number"})
    wording_version = Text(40, load_default=WORDING)
    given = YesNo(load_default=True)

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        about_attendance = data["purpose"] == ATTENDANCE_PURPOSE
        if about_attendance != ("partner_id" in data):
            raise ValidationError("Attendance is agreed to with a partner, invitations with none.", "partner_id")
        if "reference" in data and not about_attendance:
            raise ValidationError("Only a partner has a reference.", "reference")


class Consent(Schema):
    """What she agreed to or withdrew."""

    id = fields.String()
    purpose = fields.String()
    partner_id = fields.String(allow_none=True)
    network_id = fields.String(allow_none=True, metadata=_SCOPE)
    channel = fields.String(allow_none=True, metadata=_SCOPE)
    reference = fields.String(allow_none=True)
    given = fields.Boolean()
    since = Instant()
    wording_version = fields.String()
    language = fields.String()
    source = fields.String()
    by = fields.String()


class ParticipantChanges(Schema):
    """What can be changed about a person."""

    name = Text(200, validate=refuse)
    call_name = Text(60, validate=refuse, metadata={"description": "unless said, the first word of the name"})
    phone = Phone(allow_none=True)
    email = fields.Email(allow_none=True, validate=validate.Length(max=254))
    language = Language()
    channels = fields.List(fields.String(validate=_CHANNEL), validate=validate.Length(max=2))
    protected = YesNo()
    discreet = YesNo()
    consents = fields.List(fields.Nested(ConsentWish), validate=validate.Length(max=50))

    @validates_schema
    def _distinct(self, data: dict[str, Any], **_: Any) -> None:
        channels = data.get("channels", [])
        if len(set(channels)) < len(channels):
            raise ValidationError("Each channel once.", "channels")


class NewParticipant(ParticipantChanges):
    """A new person; without `channels` those whose contact is given."""

    name = Text(200, required=True, validate=refuse)
    language = Language(required=True)


class Participant(Schema):
    """A person as she is entered."""

    id = fields.String()
    name = fields.String()
    call_name = fields.String()
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    language = fields.String()
    channels = fields.List(fields.String())
    consents = fields.List(fields.Nested(Consent))
    protected = fields.Boolean()
    discreet = fields.Boolean()
    unreachable = fields.Dict(metadata={"description": "channels on which she cannot be reached, and why"})
    revision = fields.Integer()
    changed_at = Instant()
    changed_by = fields.String()


class ParticipantPage(Schema):
    items = fields.List(fields.Nested(Participant))
    next = fields.String(allow_none=True)


class ParticipantQuery(PageQuery):
    network_id = Text(40, load_default=None)


class NewMembership(Schema):
    """Who is to belong where."""

    participant_id = Text(40, required=True)
    network_id = Text(40, required=True)
    tags = fields.List(Text(40, validate=refuse), validate=validate.Length(max=20))


class Membership(Schema):
    id = fields.String()
    participant_id = fields.String()
    network_id = fields.String()
    tags = fields.List(fields.String())
    since = Instant()
    ended_at = Instant(allow_none=True)
    revision = fields.Integer()


class MembershipPage(Schema):
    items = fields.List(fields.Nested(Membership))
    next = fields.String(allow_none=True)


class MembershipQuery(PageQuery):
    participant_id = Text(40, load_default=None)
    network_id = Text(40, load_default=None)


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


class GivenAnswer(Schema):
    """What she answers, and for how many."""

    answer = fields.String(required=True, validate=validate.OneOf(answer.WORDS))
    party_size = Whole(1, PARTY, metadata={"description": "not given: as before, or herself alone"})


class NewRegistration(GivenAnswer):
    """An answer that an organiser enters for a person."""

    participant_id = Text(40, required=True)


class Registration(Schema):
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


class RegistrationPage(Schema):
    items = fields.List(fields.Nested(Registration))
    next = fields.String(allow_none=True)


class Cancel(Schema):
    reason = Text(500, load_default=None, allow_none=True, metadata={"description": "for the record"})


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
    closed_at = Instant(allow_none=True, metadata={"description": "when the roll was closed"})


class Roll(Schema):
    event_id = fields.String()
    closed_at = Instant()
    closed_by = fields.String()


class Link(Schema):
    """The token of a personal link."""

    token = fields.String(required=True, validate=validate.Length(1, 100))


class OpenedLink(Schema):
    token = fields.String(metadata={"description": "bearer token for /my-invitation"})
    expires_at = Instant()


class NotMe(Schema):
    channel = fields.String(validate=_CHANNEL, metadata={"description": "how the link came; not given: all contacts"})


class MyEvent(Schema):
    id = fields.String()
    uid = fields.String()
    sequence = fields.Integer()
    status = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    theme = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    practical = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    starts_at = Instant()
    ends_at = Instant()
    timezone = fields.String()
    place = fields.Dict(allow_none=True)
    attendance_mode = fields.String()


class MyNetwork(Schema):
    signature = fields.String()
    contact = fields.Dict(allow_none=True)
    wording = fields.String()


class MyInvitation(Schema):
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


class Export(Schema):
    """Everything that is kept about one person."""

    participant = fields.Nested(Participant)
    memberships = fields.List(fields.Dict())
    invitations = fields.List(fields.Dict())
    registrations = fields.List(fields.Dict())
    answers = fields.List(fields.Dict())
    attendance = fields.List(fields.Dict())
