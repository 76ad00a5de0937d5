"""Shapes of people: what they agree to, and where they belong."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.registrations.consent import ATTENDANCE_PURPOSE, INVITATIONS_PURPOSE, WORDING
from services.registrations.national_numbers import refuse
from shared.http.paging import PageQuery
from shared.http.schemas import Ids, Instant, Language, Phone, Text, YesNo

_CHANNEL = validate.OneOf(["sms", "email"])
_SCOPE = {"description": "null: all"}


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


class Membership(Schema):
    id = fields.String()
    participant_id = fields.String()
    network_id = fields.String()
    tags = fields.List(fields.String())
    since = Instant()
    ended_at = Instant(allow_none=True)
    revision = fields.Integer()


class ListedParticipant(Participant):
    """A person in a list."""

    membership = fields.Nested(
        Membership, allow_none=True, metadata={"description": "hers in the network that was asked for"}
    )


class ParticipantPage(Schema):
    items = fields.List(fields.Nested(ListedParticipant))
    next = fields.String(allow_none=True)


class ParticipantQuery(PageQuery):
    network_id = Text(40, load_default=None)
    ids = Ids("these people alone", load_default=None)
    q = Text(
        100,
        load_default=None,
        metadata={
            "description": "words that words of the name begin with, the last digits of the phone, or the e-mail"
        },
    )


class NewMembership(Schema):
    """Who is to belong where."""

    participant_id = Text(40, required=True)
    network_id = Text(40, required=True)
    tags = fields.List(Text(40, validate=refuse), validate=validate.Length(max=20))


class MembershipPage(Schema):
    items = fields.List(fields.Nested(Membership))
    next = fields.String(allow_none=True)


class MembershipQuery(PageQuery):
    participant_id = Text(40, load_default=None)
    network_id = Text(40, load_default=None)


class Export(Schema):
    """Everything that is kept about one person."""

    participant = fields.Nested(Participant)
    memberships = fields.List(fields.Dict())
    invitations = fields.List(fields.Dict())
    registrations = fields.List(fields.Dict())
    answers = fields.List(fields.Dict())
    attendance = fields.List(fields.Dict())
    needs = fields.List(fields.Dict())
