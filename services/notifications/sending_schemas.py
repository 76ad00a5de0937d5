"""Shapes of what is asked before and while a network sends: previews, tests, numbers."""

from marshmallow import Schema, fields, validate

from services.notifications.letter import STATES as LETTER_STATES
from services.notifications.occasions import INVITATION, OCCASIONS
from services.notifications.reply_schemas import Contact
from shared.http.schemas import Instant, Language, Text, Texts, Timezone, Whole, YesNo


class PreviewQuery(Schema):
    event_id = fields.String(
        validate=validate.Length(1, 60), metadata={"description": "left out: the next event of the network"}
    )
    occasion = fields.String(validate=validate.OneOf(list(OCCASIONS)), load_default=INVITATION.name)


class SupposedPlace(Schema):
    name = Text(200, required=True)
    address = Text(300, allow_none=True, load_default=None)


class SupposedEvent(Schema):
    """An event as it would be; of one that is known, what would be otherwise."""

    title = Texts(200)
    theme = Texts(1000, lines=True, allow_none=True)
    place = fields.Nested(SupposedPlace, allow_none=True)
    wording = fields.String(allow_none=True, validate=validate.OneOf(["neutral", "open"]))
    starts_at = Instant()
    timezone = Timezone()


class SupposedPeople(Schema):
    """People with one language who are reached alike."""

    language = Language(required=True)
    sms = YesNo(required=True)
    email = YesNo(required=True)
    people = Whole(1, required=True)


class NewPreview(PreviewQuery):
    """What would be told, were it so."""

    event = fields.Nested(SupposedEvent, metadata={"description": "with `event_id` only what would be otherwise"})
    people = fields.List(
        fields.Nested(SupposedPeople),
        validate=validate.Length(max=400),
        metadata={"description": "left out: those who are invited, as far as known here"},
    )


class ByChannel(Schema):
    sms = fields.Integer()
    email = fields.Integer()


class PreviewedSms(Schema):
    """As somebody gets it who was told nothing before."""

    text = fields.String()
    parts = fields.Integer(metadata={"description": "SMS that carry it"})
    encoding = fields.String(metadata={"description": "GSM-7 or UCS-2"})
    unicode = fields.List(fields.String(), metadata={"description": "the characters that GSM-7 does not have"})


class PreviewedMail(Schema):
    subject = fields.String()
    text = fields.String()


class PreviewedLanguage(Schema):
    language = fields.String()
    written_in = fields.String(metadata={"description": "the nearest language that we write"})
    people = fields.Integer()
    reached = fields.Integer(metadata={"description": "how many of them would be told over one channel at least"})
    channels = fields.Nested(ByChannel, metadata={"description": "how many of them would be told over each"})
    sms = fields.Nested(PreviewedSms)
    mail = fields.Nested(PreviewedMail, allow_none=True, metadata={"description": "null: told by SMS only"})


class Preview(Schema):
    """What would be told to an invented person, and to how many real ones."""

    network_id = fields.String()
    event_id = fields.String(allow_none=True, metadata={"description": "null: an event that is not known yet"})
    occasion = fields.String()
    basis = fields.String(
        metadata={
            "description": "held: counts those whose notification is held; invited: all invited to the event, of a "
            "change or a cancellation those who were told of it, or in vain, and did not say no; given: those of the "
            "question"
        }
    )
    held = fields.Nested(ByChannel, metadata={"description": "notifications of this occasion that are held"})
    people = fields.Integer()
    reached = fields.Integer(metadata={"description": "people who would be told over one channel at least"})
    channels = fields.Nested(ByChannel)
    sms_parts = fields.Integer(metadata={"description": "SMS that all texts together become"})
    without_channel = fields.Integer(metadata={"description": "people who are reached over no channel"})
    suppressed = fields.Nested(ByChannel)
    untold = fields.List(
        fields.String(),
        metadata={"description": "of a change or a cancellation: the first fifty whom no message would reach"},
    )
    languages = fields.List(fields.Nested(PreviewedLanguage))


class NewTest(Contact):
    """A test to oneself: the previewed text, marked as a test."""

    language = Language(required=True)
    event_id = fields.String(
        validate=validate.Length(1, 60), metadata={"description": "left out: the next event of the network"}
    )


class SentTest(Schema):
    """What became of a test; not where it went."""

    id = fields.String()
    channel = fields.String()
    state = fields.String(validate=validate.OneOf(LETTER_STATES))
    reason = fields.String(allow_none=True)
    created_at = Instant()
    sent_at = Instant(allow_none=True)


class Count(Schema):
    occasion = fields.String()
    channel = fields.String()
    state = fields.String()
    count = fields.Integer()
    later = fields.Integer(metadata={"description": "of these, due in more than two minutes"})
    starts_at = Instant(allow_none=True, metadata={"description": "when the first that was never tried is due"})
    first_sent_at = Instant(allow_none=True)
    last_sent_at = Instant(allow_none=True)


class Summary(Schema):
    counts = fields.List(fields.Nested(Count))
    total = fields.Integer()
    waiting = fields.Integer(metadata={"description": "under way now: queued, being sent, or waiting for her data"})
    later = fields.Integer(metadata={"description": "queued for later: the morning, or the day before the event"})
    held = fields.Integer()
    next_due_at = Instant(allow_none=True, metadata={"description": "when the first of those for later is due"})
    starts_at = Instant(
        allow_none=True,
        metadata={"description": "when the first that was never tried is due: until then it can be held"},
    )
    first_sent_at = Instant(allow_none=True)
    last_sent_at = Instant(allow_none=True)


class EventSummary(Summary):
    event_id = fields.String()


class UntoldPerson(Schema):
    participant_id = fields.String()
    since = Instant(metadata={"description": "when it was to be told"})


class UntoldPage(Schema):
    items = fields.List(fields.Nested(UntoldPerson))
    next = fields.String(allow_none=True)


class HeldEvent(Schema):
    event_id = fields.String()
    count = fields.Integer()


class NetworkSummary(Summary):
    """Of the events that are not over."""

    network_id = fields.String()
    sending = fields.String(metadata={"description": "held, on: as it was heard here"})
    channels_off = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "by channel, why it sends nothing by the settings of this installation"},
    )
    held_events = fields.List(
        fields.Nested(HeldEvent), metadata={"description": "for which something is held, the soonest first"}
    )
