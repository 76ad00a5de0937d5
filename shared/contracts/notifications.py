"""What the service `notifications` says: what a person replied, and whom it could not reach."""

from marshmallow import fields, validate

from shared.contracts import Contract, Shape
from shared.contracts.registrations import ANSWER

CHANNEL = validate.OneOf(["sms", "email"])


class Reply(Shape):
    invitation_id = fields.String(required=True)
    event_id = fields.String(required=True)
    answer = fields.String(required=True, validate=ANSWER)
    party_size = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(1, 10))
    told_at = fields.AwareDateTime(
        required=True,
        metadata={"description": "when the answer first reached us; of a reply that was fetched, when it was sent"},
    )
    channel = fields.String(required=True, validate=CHANNEL)


class Failed(Shape):
    participant_id = fields.String(required=True)
    event_id = fields.String(allow_none=True, load_default=None)
    channel = fields.String(required=True, validate=CHANNEL)
    reason = fields.String(required=True)
    permanent = fields.Boolean(required=True)


class Suppressed(Shape):
    participant_id = fields.String(required=True)
    channel = fields.String(required=True, validate=CHANNEL)
    network_id = fields.String(allow_none=True, load_default=None, metadata={"description": "null: all networks"})
    suppressed = fields.Boolean(required=True, metadata={"description": "false: she lifted it"})
    reason = fields.String(required=True, metadata={"description": "stop, start, opted_out, organiser"})
    since = fields.AwareDateTime(required=True)


ANSWER_RECEIVED = Contract("answer.received.v1", Reply, ("registrations",))
NOTIFICATION_FAILED = Contract("notification.failed.v1", Failed, ("registrations",))
CONTACT_SUPPRESSED = Contract("contact.suppressed.v1", Suppressed, ("registrations",))
