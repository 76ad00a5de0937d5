"""Shapes of notifications over HTTP."""

from marshmallow import Schema, fields, validate

from services.notifications.notification import CHANNELS, STATES
from shared.http.paging import PageQuery


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
    attempts = fields.List(fields.Nested(Attempt))


class NotificationPage(Schema):
    items = fields.List(fields.Nested(Notification))
    next = fields.String(allow_none=True)


class NotificationQuery(PageQuery):
    """Which notifications; all that are given must hold."""

    network_id = fields.String(validate=validate.Length(1, 60))
    event_id = fields.String(validate=validate.Length(1, 60))
    participant_id = fields.String(validate=validate.Length(1, 60))
    state = fields.String(validate=validate.OneOf(STATES))
