"""Shapes of the HTTP bodies of replies and suppressions."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.notifications.notification import CHANNELS, SMS
from services.notifications.reply import NEEDS_PERSON, RESOLVED
from services.notifications.reply_meaning import ANSWERS
from shared.http.paging import PageQuery
from shared.http.schemas import Instant, Phone, Text, Whole, YesNo

MOST_PARTY = 10


class About(Schema):
    invitation_id = fields.String()
    event_id = fields.String()
    participant_id = fields.String()
    call_name = fields.String()
    starts_at = Instant()
    open = YesNo()
    party_size = fields.Integer(metadata={"description": "how many she said they are, or herself alone"})


class Reply(Schema):
    id = fields.String()
    channel = fields.String()
    sender = fields.String(data_key="from", attribute="from")
    body = fields.String(allow_none=True, metadata={"description": "Kept only while a person has to read it"})
    received_at = Instant()
    state = fields.String(metadata={"description": "needs_person, resolved, understood, asked"})
    invitation_id = fields.String(allow_none=True)
    meaning = fields.Dict(metadata={"description": "What it was taken to mean"})
    resolved_by = fields.String(allow_none=True)
    resolved_at = Instant(allow_none=True)
    invitations = fields.List(fields.Nested(About), metadata={"description": "What it may be about"})


class ReplyQuery(PageQuery):
    state = fields.String(
        validate=validate.OneOf([NEEDS_PERSON, RESOLVED]),
        load_default=NEEDS_PERSON,
        metadata={"description": "resolved: within the last 30 days, the newest first"},
    )


class ReplyPage(Schema):
    items = fields.List(fields.Nested(Reply))
    next = fields.String(allow_none=True)
    waiting = fields.Integer(metadata={"description": "how many replies need a person, on all pages together"})


class Resolution(Schema):
    """What a person read in a reply; without an answer it is only marked as read."""

    invitation_id = Text(40)
    answer = fields.String(validate=validate.OneOf(list(ANSWERS.values())))
    party_size = Whole(1, MOST_PARTY, metadata={"description": "not given: as before, or herself alone"})
    note = Text(500, lines=True)

    @validates_schema
    def _whole(self, data: dict[str, Any], **_: Any) -> None:
        if ("answer" in data) != ("invitation_id" in data):
            raise ValidationError("An answer needs an invitation, and an invitation an answer.", "answer")


class Contact(Schema):
    """Where somebody is reached."""

    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    contact = Text(320, required=True, metadata={"description": "A phone number in E.164, or an e-mail address"})

    @validates_schema
    def _contact(self, data: dict[str, Any], **_: Any) -> None:
        kind = Phone() if data["channel"] == SMS else fields.Email()
        try:
            data["contact"] = kind.deserialize(data["contact"])
        except ValidationError as error:
            raise ValidationError(error.messages, "contact") from None


class NewSuppression(Contact):
    network_id = Text(40, allow_none=True, load_default=None, metadata={"description": "null: all networks"})


class Suppression(Schema):
    id = fields.String()
    channel = fields.String()
    contact = fields.String()
    network_id = fields.String(allow_none=True)
    reason = fields.String(metadata={"description": "stop, opted_out, consent, organiser"})
    since = Instant()
    lifted_at = Instant(allow_none=True)


class SuppressedPerson(Schema):
    participant_id = fields.String()
    network_id = fields.String(metadata={"description": "one that invited her, the newest"})


class ListedSuppression(Suppression):
    people = fields.List(fields.Nested(SuppressedPerson), metadata={"description": "whose contact it is, if invited"})


class SuppressionPage(Schema):
    items = fields.List(fields.Nested(ListedSuppression))
    next = fields.String(allow_none=True)
