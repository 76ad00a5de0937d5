"""Bodies about networks."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.events import network
from services.events.schemas.common import one_of
from shared.http.paging import PageQuery
from shared.http.schemas import Instant, Language, Phone, Text, Texts, TimeOfDay, Timezone, YesNo

_SLUG = validate.Regexp(rf"\A(?:{network.SLUG.pattern})\Z", error="1 to 63 of a-z, 0-9 and - between them.")
_SIGNATURE = validate.Regexp(
    rf"\A(?:{network.SIGNATURE.pattern})\Z", error="1 to 12 letters and digits that every phone shows as they are."
)
_COUNTRY = validate.Regexp(r"\A[A-Z]{2}\Z", error="Two capital letters, as NO.")
_COUNTRY_HELP = {"description": "ISO 3166-1 alpha-2"}
_ABOUT_HELP = {"description": "whom it is for; everyone reads it on its public page, whatever its wording"}


class Contact(Schema):
    """Whom a participant can ring."""

    name = Text(100, required=True)
    phone = Phone(required=True)


class NetworkChanges(Schema):
    """What can be changed about a network."""

    name = Text(100)
    slug = Text(63, validate=_SLUG)
    timezone = Timezone()
    country = fields.String(validate=_COUNTRY, metadata=_COUNTRY_HELP)
    languages = fields.List(Language(), validate=validate.Length(1, 40))
    signature = Text(12, validate=_SIGNATURE)
    contact = fields.Nested(Contact, allow_none=True)
    about = Texts(2000, lines=True, allow_none=True, metadata=_ABOUT_HELP)
    wording = fields.String(validate=one_of(*network.WORDINGS))
    public = YesNo()
    sending = fields.String(validate=one_of(*network.SENDING))
    quiet_hours = fields.List(TimeOfDay(), validate=validate.Length(equal=2), allow_none=True)
    waitlist = fields.String(validate=one_of(*network.WAITLISTS))

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        languages, quiet = data.get("languages") or [], data.get("quiet_hours")
        if len(set(languages)) < len(languages):
            raise ValidationError("Each language once.", "languages")
        if quiet and quiet[0] == quiet[1]:
            raise ValidationError("Two different times, or null.", "quiet_hours")


class NewNetwork(NetworkChanges):
    """A new network: held, neutral and not public unless it says otherwise."""

    name = Text(100, required=True)
    slug = Text(63, required=True, validate=_SLUG)
    timezone = Timezone(required=True)
    country = fields.String(required=True, validate=_COUNTRY, metadata=_COUNTRY_HELP)
    languages = fields.List(Language(), required=True, validate=validate.Length(1, 40))
    signature = Text(12, required=True, validate=_SIGNATURE)


class Network(NewNetwork):
    """A network as it is."""

    id = fields.String()
    revision = fields.Integer()
    quiet_hours = fields.List(fields.String(), allow_none=True)
    changed_at = Instant()
    changed_by = fields.String()


class NetworkQuery(PageQuery):
    slug = fields.String(validate=validate.Length(1, 63))


class NetworkPage(Schema):
    items = fields.List(fields.Nested(Network))
    next = fields.String(allow_none=True)
