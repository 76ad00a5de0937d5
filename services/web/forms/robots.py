"""Tells people from robots on a form that is open to all: a robot fills in what nobody sees, and at once."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.keys import Keys

SHORTEST, LONGEST = timedelta(seconds=3), timedelta(days=1)
UNSEEN, SHOWN = "homepage", "shown"


def stamp(form: Mapping[str, str], keys: Keys, now: datetime) -> str:
    """When the form was shown, so that nobody else can say so; shown again, it stays the first time."""
    if _age(form, keys, now) is not None:
        return form[SHOWN]
    at = str(int(now.timestamp()))
    return f"{at}.{_signed(keys.derive('forms')[0], at)}"


def looks_like_a_robot(form: Mapping[str, str], keys: Keys, now: datetime) -> bool:
    """Whether this form was filled in as no person does; one who was wrongly taken for it presses once more."""
    age = _age(form, keys, now)
    return bool(form.get(UNSEEN)) or age is None or age < SHORTEST


def _age(form: Mapping[str, str], keys: Keys, now: datetime) -> timedelta | None:
    """Since when it is shown; None if nobody knows, or if that is long ago."""
    at, _, mark = form.get(SHOWN, "").partition(".")
    if not any(hmac.compare_digest(mark.encode(), _signed(key, at).encode()) for key in keys.derive("forms")):
        return None
    age = timedelta(seconds=int(now.timestamp()) - int(at))
    return age if age <= LONGEST else None


def _signed(key: bytes, at: str) -> str:
    return hmac.digest(key, f"shown {at}".encode(), "sha256").hex()[:32]
