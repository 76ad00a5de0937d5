"""What the bodies of several resources have in common."""

from datetime import timedelta
from typing import Any

from marshmallow import Schema, validate

from shared.http.schemas import Text

SEATS_HELP = {"description": "How many people; null: no limit"}
WORDING_HELP = {"description": "neutral: SMS, subject and calendar show only the signature; null: inherited"}

Check = Any


def length(shortest: timedelta, longest: timedelta) -> Check:
    return validate.Range(shortest, longest, error="Too short or too long.")


def one_of(*words: str) -> Check:
    return validate.OneOf(words)


class Place(Schema):
    """Where it is."""

    name = Text(200, required=True)
    address = Text(300, allow_none=True, load_default=None)


class Nothing(Schema):
    """An empty body."""
