"""The form of an event's texts and place: how it is filled, and the body of what was typed."""

from collections.abc import Sequence
from typing import Any

from services.web.forms.form import Form
from services.web.views.themes import texts_in

Shown = dict[str, Any]

FAMILIES = ("title", "theme", "practical")
WORDINGS = ("neutral", "open")
PATHS = {
    "place.name": "place_name",
    "place.address": "place_address",
    "place": "place_name",
    "starts_at": "day",
    "ends_at": "minutes",
}


def fields_of_event(event: Shown) -> dict[str, str]:
    """The fields of an event as it is."""
    place = event["place"] or {}
    values = {f"{name}.{tag}": words for name in FAMILIES for tag, words in (event[name] or {}).items()}
    return values | {
        "place_name": place.get("name") or "",
        "place_address": place.get("address") or "",
        "wording": event["wording"] or "",
        "capacity": "" if event["capacity"] is None else str(event["capacity"]),
        "revision": str(event["revision"]),
    }


def text_body(form: Form, tags: Sequence[str], known: Shown | None) -> tuple[Form, Shown]:
    """The texts and the place as the body says them, and the form with its faults."""
    was = known or {}
    title = texts_in(form, "title", tags, was.get("title"))
    faults = [] if title else [f"title.{tags[0]}"]
    place = {"name": form.value("place_name").strip(), "address": form.value("place_address").strip() or None}
    if place["address"] and not place["name"]:
        faults.append("place_name")
    return form.with_faults(faults), {
        "title": title,
        "theme": texts_in(form, "theme", tags, was.get("theme")) or None,
        "practical": texts_in(form, "practical", tags, was.get("practical")) or None,
        "place": place if place["name"] else None,
        "wording": form.value("wording") if form.value("wording") in WORDINGS else None,
    }
