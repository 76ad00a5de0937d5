"""Shapes of the HTTP bodies of `web`."""

from marshmallow import Schema, fields, validate

from services.web.account import comparable
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


class NewAccount(Schema):
    """A person's role in an organisation."""

    email = MailAddress(required=True)
    name = Text(100, required=True)
    role = fields.String(required=True, validate=validate.OneOf(RANKS))
    organisation = Text(63, metadata={"description": "for the operator; everyone else adds to their own"})


class Account(Schema):
    """An account as it is."""

    id = fields.String()
    organisation = fields.String()
    email = fields.String()
    name = fields.String()
    role = fields.String()
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
