"""What counts as a phone number here: any number in E.164; the sandbox calls nobody."""

import re

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")


def is_phone(text: str) -> bool:
    return _E164.fullmatch(text) is not None


def is_sender(text: str) -> bool:
    """Whether a text can come from this: a number, a short code or a name of at most eleven letters."""
    return any(form.fullmatch(text) for form in (_E164, _SHORT_CODE, _NAME))


def from_query(text: str) -> str:
    """A number from an address line, where an unescaped `+` has become a blank."""
    number = "".join(text.split())
    return f"+{number}" if number[:1].isdigit() and len(number) > 8 else number
