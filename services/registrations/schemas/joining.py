"""Shapes of asking to join a network."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.registrations.consent import WORDING
from services.registrations.national_numbers import refuse
from shared.http.schemas import Instant, Language, Phone, Text


class NewJoinRequest(Schema):
    """Who asks, having agreed to invitations by the contacts given; one at least."""

    name = Text(200, required=True, validate=refuse, metadata={"description": "as she wants to be called"})
    phone = Phone(load_default=None, allow_none=True)
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    language = Language(required=True, metadata={"description": "in which she wants to be written to"})
    asked_in = Language(required=True, metadata={"description": "in which she read what she agreed to"})
    wording_version = fields.String(
        load_default=WORDING,
        validate=validate.Regexp(r"\A[a-z0-9.-]{1,40}\Z"),
        metadata={"description": "of what she agreed to"},
    )

    @validates_schema
    def _can_be_reached(self, data: dict[str, Any], **_: Any) -> None:
        if not (data.get("phone") or data.get("email")):
            raise ValidationError("A phone or an e-mail address is needed.", "phone")


class Asked(Schema):
    asked = fields.Boolean()


class JoinRequest(Schema):
    """Somebody who waits for an answer."""

    id = fields.String()
    network_id = fields.String()
    name = fields.String()
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    language = fields.String()
    asked_at = Instant()
    possible_participant_ids = fields.List(
        fields.String(), metadata={"description": "people who have this phone or e-mail address already"}
    )


class JoinRequestPage(Schema):
    items = fields.List(fields.Nested(JoinRequest))
    next = fields.String(allow_none=True)


class Accept(Schema):
    """Whom she is, if she is known; not given, whoever has this contact and name, else she is new."""

    participant_id = Text(40, metadata={"description": "one of possible_participant_ids"})


class Declined(Schema):
    declined = fields.Boolean()
