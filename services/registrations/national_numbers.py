"""Refuses national identity numbers where a person writes freely, so that none is kept."""

from marshmallow import ValidationError

from shared.national_numbers import holds_national_number


def refuse(text: str) -> None:
    """A marshmallow validator."""
    if holds_national_number(text):
        raise ValidationError("Looks like a national identity number; these are never kept.")
