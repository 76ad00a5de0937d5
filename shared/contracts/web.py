"""What the service `web` says: letters to people of the staff, who are no participants."""

from marshmallow import fields, validate

from shared.contracts import Contract, Shape


class Letter(Shape):
    """One mail with a personal link. Its token never travels: who writes and who opens the link both derive it."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["sign_in", "colleague"]))
    channel = fields.String(required=True, validate=validate.OneOf(["email"]))
    contact = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "of the person it goes to; may be empty"})
    language = fields.String(required=True)
    organisation_name = fields.String(required=True)
    link_id = fields.String(required=True, metadata={"description": "names the link; `letter_token` makes its token"})
    expires_at = fields.AwareDateTime(required=True, metadata={"description": "after which it is not sent any more"})


LETTER_REQUESTED = Contract("letter.requested.v1", Letter, ("notifications",))
