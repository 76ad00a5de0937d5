"""What a network may begin as: names, rhythm and texts that fill the first forms, to be changed at will. No people."""

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from services.web.forms import series as series_form
from services.web.forms.form import Form
from services.web.forms.rhythm import Rhythm
from services.web.languages import in_language
from services.web.views.themes import fingerprint

EMPTY = "empty"
ZONES = {
    "NO": "Europe/Oslo",
    "SE": "Europe/Stockholm",
    "DK": "Europe/Copenhagen",
    "FI": "Europe/Helsinki",
    "IS": "Atlantic/Reykjavik",
    "NL": "Europe/Amsterdam",
    "BE": "Europe/Brussels",
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "CH": "Europe/Zurich",
    "FR": "Europe/Paris",
    "ES": "Europe/Madrid",
    "IT": "Europe/Rome",
    "PL": "Europe/Warsaw",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
}
COUNTRIES = {"nb": "NO", "sv": "SE", "da": "DK", "nl": "NL", "en": "NO"}
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ß": "ss", "đ": "d", "ł": "l"})


@cache
def beginnings() -> dict[str, Any]:
    """By name, in the order in which they are offered."""
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return found


def network_form(name: str, tag: str) -> Form:
    """The form of a network that begins so, for an organiser who reads this language."""
    found = beginnings().get(name)
    common = {"country": COUNTRIES.get(tag, "NO"), f"languages.{tag}": "yes"}
    if found is None:
        return Form(common)
    texts = {field: in_language(found[field], tag) or "" for field in ("name", "signature")}
    languages = [language for language in found["languages"] if language != "nb" or tag == "nb"]
    return Form(common | texts | {f"languages.{language}": "yes" for language in languages})


def first_series(name: str, tags: Sequence[str]) -> dict[str, str]:
    """The fields of a first series of such a network."""
    found = beginnings().get(name)
    if found is None:
        return {}
    rhythm = Rhythm(found["every"], tuple(found["days"]), tuple(found["without"]), found.get("times"))
    fields = series_form.rhythm_fields(rhythm) | {f"title.{tag}": found["title"].get(tag, "") for tag in tags}
    shown = {"time": found["time"], "minutes": str(found["minutes"]), "lead": str(found["lead"])}
    return fields | shown | {"capacity": str(found["capacity"] or "")}


def with_themes(form: Form, name: str, dates: list[dict[str, Any]], tags: Sequence[str]) -> Form:
    """The form of the themes with proposals for the dates that have none; nothing is saved before it is sent."""
    proposed = beginnings().get(name, {}).get("themes", [])
    given = dict(form.given)
    for event, theme in zip(dates, proposed, strict=False):
        if given[f"was.{event['id']}"] == fingerprint({}):
            given |= {f"theme.{event['id']}.{tag}": theme[tag] for tag in tags if tag in theme}
    return Form(given)


def slug_of(name: str) -> str:
    """The name as a part of an address."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in plain if letter.isascii())
    return "-".join(part for part in letters.split("-") if part)[:63].strip("-")
