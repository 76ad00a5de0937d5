"""Shapes of HTTP bodies and query strings."""

from marshmallow import Schema, fields, validate

from services.partners.grant import PURPOSES
from services.partners.partner_messages import PartnerAttendance
from shared.http.schemas import Instant, QueryNumber, Text


class NewPartner(Schema):
    name = Text(100, required=True)


class Partner(Schema):
    id = fields.String()
    name = fields.String()
    revision = fields.Integer()
    created_at = Instant()
    created_by = fields.String()


class PartnerPage(Schema):
    items = fields.List(fields.Nested(Partner))
    next = fields.String(allow_none=True)


class NewGrant(Schema):
    network_id = fields.String(required=True, validate=validate.Length(1, 40))
    purpose = fields.String(required=True, validate=validate.OneOf(PURPOSES))


class Grant(Schema):
    id = fields.String()
    partner_id = fields.String()
    network_id = fields.String()
    purpose = fields.String()
    since = Instant()
    by = fields.String()
    ended_at = Instant(allow_none=True)
    ended_by = fields.String(allow_none=True)


class GrantPage(Schema):
    items = fields.List(fields.Nested(Grant))
    next = fields.String(allow_none=True)


class NewPartnerToken(Schema):
    """Nothing to choose."""


class PartnerToken(Schema):
    id = fields.String()
    partner_id = fields.String()
    issued_at = Instant()
    expires_at = Instant()
    by = fields.String()
    revoked_at = Instant(allow_none=True)
    revoked_by = fields.String(allow_none=True)


class IssuedPartnerToken(PartnerToken):
    token = fields.String(metadata={"description": "shown this once and kept nowhere"})


class PartnerTokenPage(Schema):
    items = fields.List(fields.Nested(PartnerToken))
    next = fields.String(allow_none=True)


class NewAmqp(Schema):
    """Nothing to choose."""


class IssuedAmqp(Schema):
    user = fields.String()
    vhost = fields.String()
    queue = fields.String()
    password = fields.String(metadata={"description": "shown this once and kept nowhere"})
    url = fields.String(metadata={"description": "where to connect to, with user and password; shown this once"})


class Amqp(Schema):
    user = fields.String()
    vhost = fields.String()
    queue = fields.String()
    made_at = Instant(allow_none=True, metadata={"description": "when the password was last made"})
    made_by = fields.String(allow_none=True)
    published = fields.Integer(metadata={"description": "entries of the log that were put into the queue"})
    waiting = fields.Integer(metadata={"description": "entries of the log that were not yet"})
    problem = fields.String(allow_none=True, metadata={"description": "why not, if something failed"})


class FeedQuery(Schema):
    after = fields.String(
        load_default=None,
        validate=validate.Length(1, 200),
        metadata={"description": "`next` of the answer before; opaque. Left out: from the beginning"},
    )
    limit = QueryNumber(load_default=100, validate=validate.Range(1, 500), metadata={"description": "How many at most"})


class PartnerMessage(Schema):
    """A CloudEvents 1.0 message in structured JSON."""

    specversion = fields.String(validate=validate.Equal("1.0"))
    id = fields.String(metadata={"description": "the same when the same message is read again"})
    source = fields.String()
    type = fields.String(metadata={"description": "attendance.recorded.v1, .corrected.v1 or .withdrawn.v1"})
    subject = fields.String(metadata={"description": "`data.id`"})
    time = fields.AwareDateTime(metadata={"description": "to the minute"})
    datacontenttype = fields.String()
    data = fields.Nested(PartnerAttendance)
    sequence = fields.String(metadata={"description": "its place in your log: counts without gaps, sorts as text"})
    cursor = fields.String(metadata={"description": "as `after`: what comes behind this message"})


class Feed(Schema):
    items = fields.List(fields.Nested(PartnerMessage))
    next = fields.String(metadata={"description": "the place to go on from; never null"})
