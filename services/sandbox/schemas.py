"""Shapes of the JSON bodies that checks send."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.sandbox.phone_numbers import is_phone, is_sender
from shared.http.paging import PageQuery
from shared.http.problem_documents import by_field
from shared.problems import Invalid


def _phone(text: str) -> None:
    if not is_phone(text):
        raise ValidationError("A phone number in E.164, such as +447700900123.")


def _line(text: str) -> None:
    if not is_sender(text):
        raise ValidationError("A phone number, a short code or a name of at most eleven letters.")


_BODY = validate.Length(1, 1600)
_ADDRESS = validate.Length(1, 320)

# `from` is a word of the language, so these two are made from a table instead of a class body.
WrittenSms = Schema.from_dict(
    {
        "from": fields.String(required=True, validate=_phone),
        "to": fields.String(load_default=None, validate=_line),
        "body": fields.String(required=True, validate=_BODY),
    },
    name="WrittenSms",
)
WrittenMail = Schema.from_dict(
    {
        "from": fields.String(required=True, validate=_ADDRESS),
        "raw": fields.String(required=True, validate=validate.Length(min=1)),
    },
    name="WrittenMail",
)


class AskedWeather(Schema):
    """Misbehaviour by channel and name; what the names mean is checked where they are."""

    sms = fields.Dict(keys=fields.String(), load_default=dict)
    smtp = fields.Dict(keys=fields.String(), load_default=dict)


SmsQuery = PageQuery.from_dict(
    {"to": fields.String(load_default=None), "from": fields.String(load_default=None)}, name="SmsQuery"
)
MailQuery = PageQuery.from_dict({"to": fields.String(load_default=None)}, name="MailQuery")


def checked(shape: type[Schema], data: Any) -> dict[str, Any]:
    """The data if it has this shape; else Invalid naming each faulty field."""
    try:
        loaded: dict[str, Any] = shape().load(data)
    except ValidationError as error:
        faults = dict(by_field(error.messages))
        raise Invalid("These fields are not as they should be.", errors=faults) from None
    return loaded
