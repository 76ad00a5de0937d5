"""What partners are told, in one closed shape whatever way it goes: pseudonymous, below two kilobytes."""

import json
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from services.partners.attendance_log import Entry
from services.partners.cursor import write_cursor
from services.partners.told_attendance import Kind
from shared.contracts import Contract

SOURCE = "/samling/partners"
STATUSES = ("present", "late", "left_early", "excused", "absent")


class ToldEvent(Schema):
    uid = fields.String(required=True, validate=validate.Length(1, 255), metadata={"description": "iCalendar UID"})
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    timezone = fields.String(required=True, validate=validate.Length(1, 64), metadata={"description": "IANA name"})
    network = fields.String(
        required=True, validate=validate.Length(1, 63), metadata={"description": "the network's slug"}
    )


class PartnerAttendance(Schema):
    """Nothing else is ever told of a person."""

    id = fields.String(
        required=True, validate=validate.Length(1, 40), metadata={"description": "stable, to upsert by; yours alone"}
    )
    revision = fields.Integer(required=True, metadata={"description": "rises with each message about this id"})
    person = fields.String(
        required=True, validate=validate.Length(1, 40), metadata={"description": "your pseudonym for the person"}
    )
    reference = fields.String(
        required=True,
        allow_none=True,
        validate=validate.Length(1, 200),
        metadata={"description": "your own reference of the person, if her consent carries one"},
    )
    event = fields.Nested(ToldEvent, required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    recorded_at = fields.AwareDateTime(required=True, metadata={"description": "to the minute"})


# No service reads them: they leave by each partner's log alone, whatever way that is read.
ATTENDANCE_RECORDED = Contract("attendance.recorded.v1", PartnerAttendance, ())
ATTENDANCE_CORRECTED = Contract("attendance.corrected.v1", PartnerAttendance, ())
ATTENDANCE_WITHDRAWN = Contract("attendance.withdrawn.v1", PartnerAttendance, ())

CONTRACTS = {
    Kind.RECORDED: ATTENDANCE_RECORDED,
    Kind.CORRECTED: ATTENDANCE_CORRECTED,
    Kind.WITHDRAWN: ATTENDANCE_WITHDRAWN,
}


def to_the_minute(instant: datetime) -> datetime:
    """The instant without its seconds, by which two partners could match their entries."""
    return instant.replace(second=0, microsecond=0)


def entry(kind: Kind, data: dict[str, Any], *, message_id: str, at: datetime) -> Entry:
    """The CloudEvents 1.0 message that tells this. Raises ValidationError if the data does not keep the contract."""
    contract = CONTRACTS[kind]
    dumped = contract.dump(data)
    contract.load(dumped)
    envelope = {
        "specversion": "1.0",
        "id": message_id,
        "source": SOURCE,
        "type": contract.type,
        "subject": dumped["id"],
        "time": to_the_minute(at).isoformat(),
        "datacontenttype": "application/json",
        "data": dumped,
    }
    return Entry(message_id, contract.type, dumped["id"], _text(envelope))


def as_told(partner_id: str, position: int, body: str) -> str:
    """The body of an entry as every way carries it: with its place in the log, and the cursor to go on from there.

    `sequence` counts without gaps and sorts as text, as CloudEvents wants of that attribute.
    """
    place = {"sequence": f"{position:019d}", "cursor": write_cursor(partner_id, position)}
    return f"{body[:-1]},{_text(place)[1:]}"


def data_of(body: str) -> dict[str, Any]:
    """What the body of an entry tells, as `entry` takes it."""
    return ATTENDANCE_RECORDED.load(json.loads(body)["data"])


def without_reference(body: str) -> str:
    """The same body with the reference gone."""
    envelope = json.loads(body)
    envelope["data"]["reference"] = None
    return _text(envelope)


def _text(envelope: dict[str, Any]) -> str:
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
