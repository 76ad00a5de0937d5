"""Shapes of notifications over HTTP."""

from marshmallow import Schema, fields, validate

from services.notifications.notification import CHANNELS, STATES
from services.notifications.occasions import OCCASIONS
from shared.http.paging import PageQuery
from shared.http.schemas import Ids


class Attempt(Schema):
    """One try at a provider, or what it said later."""

    at = fields.AwareDateTime()
    outcome = fields.String()
    code = fields.String(allow_none=True, metadata={"description": "the provider's own number"})


class Notification(Schema):
    """What one person was told, or is to be told; never the words, nor where she is reached."""

    id = fields.String()
    network_id = fields.String()
    event_id = fields.String()
    participant_id = fields.String()
    invitation_id = fields.String()
    occasion = fields.String()
    channel = fields.String(metadata={"description": f"{', '.join(CHANNELS)}; any: she is not known yet"})
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(allow_none=True)
    sent_at = fields.AwareDateTime(allow_none=True)
    delivered_at = fields.AwareDateTime(allow_none=True)
    told_revision = fields.Integer(allow_none=True, metadata={"description": "of the event, as it was told"})
    told_sequence = fields.Integer(allow_none=True)
    provider_id = fields.String(allow_none=True)
    possibly_twice = fields.Boolean()
    dead_at = fields.AwareDateTime(allow_none=True, metadata={"description": "when it gave up"})
    last_error = fields.String(allow_none=True, metadata={"description": "why it gave up"})
    attempts = fields.List(fields.Nested(Attempt))


class NotificationPage(Schema):
    items = fields.List(fields.Nested(Notification))
    next = fields.String(allow_none=True)


class NotificationQuery(PageQuery):
    """Which notifications; all that are given must hold."""

    network_id = fields.String(validate=validate.Length(1, 60))
    event_id = fields.String(validate=validate.Length(1, 60))
    participant_id = fields.String(validate=validate.Length(1, 60))
    participant_ids = Ids("what these people were told")
    occasion = fields.String(validate=validate.OneOf(list(OCCASIONS)))
    channel = fields.String(validate=validate.OneOf(CHANNELS))
    state = fields.String(validate=validate.OneOf(STATES))
    order = fields.String(validate=validate.OneOf(["oldest", "newest"]), metadata={"description": "which come first"})


class AttentionQuery(Schema):
    event_ids = Ids("events to look at", load_default=None)


class Attention(Schema):
    """What waits for a person."""

    replies = fields.Boolean(metadata={"description": "whether any was not understood"})
    held_networks = fields.List(fields.String(), metadata={"description": "networks of which messages are held"})
    unreached_events = fields.List(
        fields.String(), metadata={"description": "of the given events those about which somebody could not be told"}
    )
    untold_events = fields.List(
        fields.String(),
        metadata={"description": "of the given events those that were moved or cancelled without a word to somebody"},
    )


class ExampleSms(Schema):
    text = fields.String()
    encoding = fields.String(metadata={"description": "GSM-7 or UCS-2"})
    parts = fields.Integer(metadata={"description": "SMS that are paid for"})


class ExampleMail(Schema):
    subject = fields.String()
    text = fields.String()


class ExampleText(Schema):
    """All that is said on one occasion."""

    occasion = fields.String()
    sms = fields.List(fields.Nested(ExampleSms))
    mails = fields.List(fields.Nested(ExampleMail))


class ExampleTexts(Schema):
    language = fields.String()
    texts = fields.List(fields.Nested(ExampleText))


class Channel(Schema):
    channel = fields.String(validate=validate.OneOf(CHANNELS))
    off = fields.String(allow_none=True, metadata={"description": "why it sends nothing by the settings"})
    at_rest = fields.String(allow_none=True, metadata={"description": "why its provider takes nothing from us"})


class Channels(Schema):
    items = fields.List(fields.Nested(Channel))
