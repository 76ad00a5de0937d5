"""Shapes of the HTTP bodies of `web`."""

from marshmallow import Schema, fields, validate

from services.web.account import comparable
from services.web.languages import FOR_ORGANISERS
from services.web.organisation import SLUG
from shared.http.schemas import Instant, Standard, Text
from shared.problems import Invalid
from shared.safe_text import mail_address
from shared.tokens import RANKS


class MailAddress(Standard):
    """An e-mail address, in small letters."""

    documented = {"format": "email", "examples": ["ada@example.org"], "maxLength": 254}

    def read(self, text: str) -> str:
        try:
            return mail_address(comparable(text))
        except Invalid:
            raise ValueError("not an address") from None


_PATTERN = {"pattern": f"^{SLUG.pattern}$", "description": "never changes"}
_SLUG = validate.Regexp(rf"{SLUG.pattern}\Z", error="Small letters, digits and hyphens, such as my-network.")


class NewOrganisation(Schema):
    """An organisation and its first owner."""

    slug = Text(63, required=True, validate=_SLUG, metadata=_PATTERN)
    name = Text(100, required=True)
    owner_email = MailAddress(required=True)
    owner_name = Text(100)


class Organisation(Schema):
    """An organisation as it is."""

    slug = fields.String()
    name = fields.String()
    created_at = Instant()


class OrganisationChanges(Schema):
    """How people read its name."""

    name = Text(100, required=True)


_ROLE = validate.OneOf(RANKS)
_NETWORK = {"pattern": "^[A-Za-z0-9_-]{1,40}$", "description": "the only network the role concerns; null: all"}
_SPOKEN = {"description": "in which the pages speak to her; null: as her browser wishes"}


def _network() -> fields.String:
    return fields.String(allow_none=True, validate=validate.Regexp(r"[A-Za-z0-9_-]{1,40}\Z"), metadata=_NETWORK)


def _language() -> fields.String:
    return fields.String(allow_none=True, validate=validate.OneOf(FOR_ORGANISERS), metadata=_SPOKEN)


class Invited(Schema):
    """Who is to organise, and how far her role reaches."""

    email = MailAddress(required=True)
    name = Text(100, required=True)
    role = fields.String(required=True, validate=_ROLE)
    network_id = _network()
    language = _language()


class NewAccount(Invited):
    """A person's role in an organisation."""

    invite = fields.Boolean(
        truthy={True},
        falsy={False},
        load_default=False,
        metadata={"description": "a link goes to her address, good once and for seven days"},
    )
    organisation = Text(63, metadata={"description": "for the operator; everyone else adds to their own"})


class AccountChanges(Schema):
    """What is to be different."""

    name = Text(100)
    role = fields.String(validate=_ROLE)
    network_id = _network()
    language = _language()


class Account(Schema):
    """An account as it is."""

    id = fields.String()
    organisation = fields.String()
    email = fields.String()
    name = fields.String()
    role = fields.String()
    network_id = fields.String(allow_none=True)
    language = fields.String(allow_none=True)
    invited_at = Instant(allow_none=True, metadata={"description": "she was sent a link then and has not come yet"})
    created_at = Instant()


class NewSignInLink(Schema):
    """For whom; the organisation if the address has accounts in several."""

    email = MailAddress(required=True)
    organisation = Text(63)


class Nothing(Schema):
    """An empty body."""


class Link(Schema):
    """A link, good once; its address is shown this one time."""

    id = fields.String()
    url = fields.String()
    expires_at = Instant()


class OrganisationPage(Schema):
    items = fields.List(fields.Nested(Organisation))
    next = fields.String(allow_none=True)


class AccountPage(Schema):
    items = fields.List(fields.Nested(Account))
    next = fields.String(allow_none=True)
