"""What the service `registrations` says: people, invitations, answers, seats and attendance."""

from marshmallow import fields, validate

from shared.contracts import Contract, Shape

ANSWER = validate.OneOf(["accepted", "declined", "tentative"])
CHANNEL = validate.OneOf(["sms", "email", "link", "api", "page"])
STATUS = validate.OneOf(["confirmed", "waitlisted", "offered", "tentative", "declined", "cancelled"])


class Participant(Shape):
    """The only message with a name or a contact in it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    call_name = fields.String(required=True, metadata={"description": "how a question tells people on one phone apart"})
    phone = fields.String(allow_none=True, load_default=None)
    email = fields.String(allow_none=True, load_default=None)
    language = fields.String(required=True)
    channels = fields.List(fields.String(validate=validate.OneOf(["sms", "email"])), required=True)
    protected = fields.Boolean(required=True)
    discreet = fields.Boolean(required=True)


class Erased(Shape):
    id = fields.String(required=True)


class Consent(Shape):
    id = fields.String(required=True)
    participant_id = fields.String(required=True)
    purpose = fields.String(required=True, validate=validate.OneOf(["invitations", "attendance"]))
    partner_id = fields.String(allow_none=True, load_default=None)
    network_id = fields.String(allow_none=True, load_default=None, metadata={"description": "null: all networks"})
    channel = fields.String(allow_none=True, load_default=None, metadata={"description": "null: all channels"})
    reference = fields.String(allow_none=True, load_default=None)
    given = fields.Boolean(required=True)
    since = fields.AwareDateTime(required=True)


class Invitation(Shape):
    id = fields.String(required=True)
    participant_id = fields.String(required=True)
    link_version = fields.String(required=True, metadata={"description": "names the link key; the link never travels"})


class Invitations(Shape):
    event_id = fields.String(required=True)
    network_id = fields.String(required=True)
    announce = fields.Boolean(
        required=True, metadata={"description": "false: she was registered by hand, do not invite"}
    )
    invitations = fields.List(fields.Nested(Invitation), required=True)


class Answered(Shape):
    invitation_id = fields.String(required=True)
    event_id = fields.String(required=True)
    participant_id = fields.String(required=True)
    answer = fields.String(required=True, validate=ANSWER)
    party_size = fields.Integer(load_default=1)
    told_at = fields.AwareDateTime(required=True)
    channel = fields.String(required=True, validate=CHANNEL)
    status = fields.String(required=True, validate=STATUS)


class Refused(Shape):
    invitation_id = fields.String(required=True)
    event_id = fields.String(required=True)
    participant_id = fields.String(required=True)
    answer = fields.String(required=True, validate=ANSWER)
    told_at = fields.AwareDateTime(required=True)
    channel = fields.String(required=True, validate=CHANNEL)
    reason = fields.String(required=True, validate=validate.OneOf(["cancelled", "over", "removed", "party_too_large"]))


class Registration(Shape):
    id = fields.String(required=True)
    event_id = fields.String(required=True)
    participant_id = fields.String(required=True)
    invitation_id = fields.String(required=True)
    status = fields.String(required=True, validate=STATUS)
    party_size = fields.Integer(required=True)
    position = fields.Integer(allow_none=True, load_default=None, metadata={"description": "place in the line, from 1"})
    reason = fields.String(
        allow_none=True,
        load_default=None,
        metadata={"description": "answered, moved_up, organiser, declined, removed, offer_lapsed, event_cancelled"},
    )
    channel = fields.String(
        allow_none=True, load_default=None, metadata={"description": "how she answered, if she did"}
    )
    offer_until = fields.AwareDateTime(allow_none=True, load_default=None)


class Seats(Shape):
    event_id = fields.String(required=True)
    capacity = fields.Integer(allow_none=True, load_default=None)
    allowed = fields.Integer(allow_none=True, load_default=None)
    taken = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


class Agreed(Shape):
    partner_id = fields.String(required=True)
    reference = fields.String(allow_none=True, load_default=None)
    consent_revision = fields.Integer(required=True)


class Attendance(Shape):
    id = fields.String(required=True)
    event_id = fields.String(required=True)
    network_id = fields.String(required=True)
    participant_id = fields.String(allow_none=True, load_default=None, metadata={"description": "null: a walk-in"})
    registration_id = fields.String(allow_none=True, load_default=None)
    change = fields.String(required=True, validate=validate.OneOf(["recorded", "corrected", "withdrawn"]))
    status = fields.String(
        required=True, validate=validate.OneOf(["present", "late", "left_early", "excused", "absent"])
    )
    recorded_at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    reason = fields.String(allow_none=True, load_default=None)
    partners = fields.List(fields.Nested(Agreed), required=True)


PARTICIPANT_CHANGED = Contract("participant.changed.v1", Participant, ("notifications",))
PARTICIPANT_ERASED = Contract("participant.erased.v1", Erased, ("notifications", "partners"))
CONSENT_CHANGED = Contract("consent.changed.v1", Consent, ("notifications", "partners"))
INVITATIONS_ISSUED = Contract("invitations.issued.v1", Invitations, ("notifications",))
INVITATION_ANSWERED = Contract("invitation.answered.v1", Answered, ("notifications",))
ANSWER_REFUSED = Contract("answer.refused.v1", Refused, ("notifications",))
REGISTRATION_CONFIRMED = Contract("registration.confirmed.v1", Registration, ("notifications",))
REGISTRATION_WAITLISTED = Contract("registration.waitlisted.v1", Registration, ("notifications",))
REGISTRATION_CANCELLED = Contract("registration.cancelled.v1", Registration, ("notifications",))
OFFER_MADE = Contract("offer.made.v1", Registration, ("notifications",))
OFFER_LAPSED = Contract("offer.lapsed.v1", Registration, ("notifications",))
SEATS_CHANGED = Contract("seats.changed.v1", Seats, ("events", "notifications"))
ATTENDANCE_CHANGED = Contract("attendance.changed.v1", Attendance, ("partners", "notifications"))
