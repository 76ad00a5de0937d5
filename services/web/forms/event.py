"""The form of an event's texts and place: how it is filled, and the body of what was typed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.web.forms.field_values import day_in, instant, number_in, time_in
from services.web.forms.form import Form
from services.web.views.themes import texts_in
from shared.local_time import to_local

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


def new_body(form: Form, network: Shown, now: datetime) -> tuple[Form, Shown]:
    """The body of a new event, and the form with its faults."""
    form, body = text_body(form, network["languages"], None)
    day, at = day_in(form.value("day")), time_in(form.value("time"))
    minutes = number_in(form.value("minutes"), 1, 14 * 24 * 60)
    capacity = number_in(form.value("capacity"), 1, 100_000)
    checked = {"day": day, "time": at, "minutes": minutes}
    faults = [name for name, value in checked.items() if value is None]
    if capacity is None and form.value("capacity").strip():
        faults.append("capacity")
    if faults or day is None or at is None:
        return form.with_faults(faults), {}
    starts_at = instant(day, at, network["timezone"])
    if starts_at <= now:
        return form.with_faults(["day"]), {}
    ends_at = to_local(starts_at + timedelta(minutes=minutes or 0), network["timezone"])
    times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return form, body | times | {"capacity": capacity}
