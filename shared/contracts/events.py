"""What the service `events` says: networks, and what happens, when, where and for how many."""

from marshmallow import fields, validate

from shared.contracts import Contract, Shape


class Contact(Shape):
    name = fields.String(required=True)
    phone = fields.String(required=True)


class Place(Shape):
    name = fields.String(required=True)
    address = fields.String(allow_none=True, load_default=None)


class Network(Shape):
    id = fields.String(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)
    timezone = fields.String(required=True, metadata={"description": "IANA name"})
    country = fields.String(required=True, metadata={"description": "ISO 3166-1 alpha-2"})
    languages = fields.List(fields.String(), required=True, metadata={"description": "BCP 47"})
    signature = fields.String(required=True, metadata={"description": "at most 12 letters, first in every text"})
    contact = fields.Nested(Contact, allow_none=True, load_default=None)
    wording = fields.String(required=True, validate=validate.OneOf(["neutral", "open"]))
    public = fields.Boolean(required=True)
    sending = fields.String(required=True, validate=validate.OneOf(["held", "on"]))
    quiet_hours = fields.List(
        fields.String(), allow_none=True, load_default=None, metadata={"description": "from and to, local time HH:MM"}
    )
    waitlist = fields.String(required=True, validate=validate.OneOf(["confirm", "offer"]))


class Event(Shape):
    id = fields.String(required=True)
    network_id = fields.String(required=True)
    series_id = fields.String(allow_none=True, load_default=None)
    uid = fields.String(required=True, metadata={"description": "iCalendar UID, never changed"})
    sequence = fields.Integer(
        required=True, validate=validate.Range(0, 2**31 - 1), metadata={"description": "iCalendar SEQUENCE"}
    )
    title = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    theme = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True, load_default=None)
    practical = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        allow_none=True,
        load_default=None,
        metadata={"description": "what to bring and how to find the door"},
    )
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    timezone = fields.String(required=True)
    place = fields.Nested(Place, allow_none=True, load_default=None)
    attendance_mode = fields.String(load_default="offline", validate=validate.OneOf(["offline", "online", "mixed"]))
    capacity = fields.Integer(allow_none=True, load_default=None, metadata={"description": "seats; null is no limit"})
    wording = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(["neutral", "open"]),
        metadata={"description": "null: the network's"},
    )
    status = fields.String(required=True, validate=validate.OneOf(["scheduled", "rescheduled", "cancelled"]))
    invite_at = fields.AwareDateTime(
        allow_none=True, load_default=None, metadata={"description": "when the members are to be invited"}
    )
    reason = fields.String(allow_none=True, load_default=None)


_READERS = ("registrations", "notifications", "partners")

NETWORK_CHANGED = Contract("network.changed.v1", Network, _READERS)
EVENT_PUBLISHED = Contract("event.published.v1", Event, _READERS, public=True)
EVENT_RESCHEDULED = Contract("event.rescheduled.v1", Event, _READERS, public=True)
EVENT_CHANGED = Contract("event.changed.v1", Event, _READERS, public=True)
EVENT_CANCELLED = Contract("event.cancelled.v1", Event, _READERS, public=True)
