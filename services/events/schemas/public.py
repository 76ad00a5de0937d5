"""Bodies that everyone may see."""

from marshmallow import Schema, fields

from services.events.schemas.common import Place
from services.events.schemas.networks import Contact
from shared.http.schemas import Instant, Texts


class PublicEvent(Schema):
    """An event as everyone may see it: with neutral wording only when, never what or where."""

    uid = fields.String()
    status = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    timezone = fields.String()
    wording = fields.String()
    title = Texts(200, allow_none=True)
    theme = Texts(1000, lines=True, allow_none=True)
    place = fields.Nested(Place, allow_none=True)
    attendance_mode = fields.String(allow_none=True)


class PublicNetwork(Schema):
    """A network that chose to be public, with its next events."""

    name = fields.String()
    slug = fields.String()
    country = fields.String()
    timezone = fields.String()
    languages = fields.List(fields.String())
    about = Texts(2000, lines=True, allow_none=True, metadata={"description": "whom it is for"})
    contact = fields.Nested(Contact, allow_none=True, metadata={"description": "null with neutral wording"})
    calendar = fields.String(metadata={"description": "address of its calendar feed"})
    events = fields.List(fields.Nested(PublicEvent))
