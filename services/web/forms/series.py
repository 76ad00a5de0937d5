"""The form of a series: how it is filled from a series, and the body and the faults of what was typed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from services.web.forms.field_values import day_in, number_in, time_in
from services.web.forms.form import Form
from services.web.forms.rhythm import EVERY, MONTHS, MOST_TIMES, Rhythm, last_day_of, rhythm_of
from services.web.views.themes import texts_in
from shared import iso8601_duration

FAMILIES = ("title", "day", "without")
LENGTHS = (60, 90, 120, 150, 180, 240, 300, 360, 480)
NEVER, TIMES, UNTIL = "never", "times", "until"
LARGEST = 100_000
MOST_LEAD = 366
PLACES = {
    "place.name": "place_name",
    "place.address": "place_address",
    "place": "place_name",
    "rrule": "every",
    "starts_at": "first_day",
    "invite_before": "lead",
    "duration": "minutes",
}


def paths(tags: Sequence[str]) -> dict[str, str]:
    """In which field of the form each field of the body stands."""
    return PLACES | {f"title.{tag}": f"title.{tag}" for tag in tags} | {"title": f"title.{tags[0]}"}


def filled(series: dict[str, Any]) -> Form:
    """The form of a series as it is."""
    place = series["place"] or {}
    starts_at = datetime.fromisoformat(series["starts_at"])
    values = {f"title.{tag}": words for tag, words in series["title"].items()}
    values |= {
        "first_day": f"{starts_at:%Y-%m-%d}",
        "time": f"{starts_at:%H:%M}",
        "minutes": str(int(iso8601_duration.parse(series["duration"]).total_seconds()) // 60),
        "place_name": place.get("name") or "",
        "place_address": place.get("address") or "",
        "capacity": "" if series["capacity"] is None else str(series["capacity"]),
        "lead": str(iso8601_duration.parse(series["invite_before"]).days),
        "revision": str(series["revision"]),
    }
    rhythm = rhythm_of(series["rrule"])
    return Form(values | (rhythm_fields(rhythm) if rhythm else {}))


def going_on(series: dict[str, Any], earliest: date) -> Form:
    """The form of another series like this one, from the day after its end, or from `earliest` if that is later."""
    last_day = last_day_of(series["rrule"])
    first_day = max(last_day + timedelta(days=1), earliest) if last_day else earliest
    return Form(
        {**filled(series).given, "first_day": first_day.isoformat(), "ends": NEVER, "until": "", "revision": ""}
    )


def rhythm_fields(rhythm: Rhythm) -> dict[str, str]:
    """The fields that say a rhythm."""
    fields = {"every": rhythm.every, "ends": TIMES if rhythm.times else UNTIL if rhythm.until else NEVER}
    fields |= {"times": str(rhythm.times or ""), "until": rhythm.until.isoformat() if rhythm.until else ""}
    fields |= {f"day.{day}": "yes" for day in rhythm.days}
    return fields | {f"without.{month}": "yes" for month in rhythm.without}


def common(form: Form, tags: Sequence[str], known: dict[str, str] | None = None) -> tuple[Form, dict[str, Any]]:
    """What all dates have in common, as the body says it, and the form with its faults."""
    faults: list[str] = []
    title = texts_in(form, "title", tags, known)
    if not title:
        faults.append(f"title.{tags[0]}")
    capacity = number_in(form.value("capacity"), 1, LARGEST)
    if capacity is None and form.value("capacity").strip():
        faults.append("capacity")
    lead = number_in(form.value("lead"), 0, MOST_LEAD)
    if lead is None:
        faults.append("lead")
    place = {"name": form.value("place_name").strip(), "address": form.value("place_address").strip() or None}
    if place["address"] and not place["name"]:
        faults.append("place_name")
    return form.with_faults(faults), {
        "title": title,
        "capacity": capacity,
        "place": place if place["name"] else None,
        "invite_before": iso8601_duration.format_duration(timedelta(days=lead or 0)),
    }


def rhythm(form: Form) -> tuple[Form, dict[str, Any]]:
    """When it comes back, as the body says it, and the form with its faults."""
    first_day, at = day_in(form.value("first_day")), time_in(form.value("time"))
    minutes = number_in(form.value("minutes"), 1, 14 * 24 * 60)
    said, faults = _said(form)
    faults += [name for name, value in (("first_day", first_day), ("time", at), ("minutes", minutes)) if value is None]
    if faults or first_day is None or at is None or said is None:
        return form.with_faults(faults), {}
    return form, {
        "rrule": said.rule,
        "starts_at": datetime.combine(first_day, at).isoformat(timespec="minutes"),
        "duration": iso8601_duration.format_duration(timedelta(minutes=minutes or 0)),
    }


def _said(form: Form) -> tuple[Rhythm | None, list[str]]:
    faults = []
    days = tuple(day for day in range(7) if form.value(f"day.{day}"))
    without = tuple(month for month in MONTHS if form.value(f"without.{month}"))
    ends, times, until = form.value("ends"), None, None
    if form.value("every") not in EVERY:
        faults.append("every")
    if not days:
        faults.append("days")
    if len(without) == len(MONTHS):
        faults.append("without")
    if ends == TIMES:
        times = number_in(form.value("times"), 1, MOST_TIMES)
        faults += ["times"] if times is None else []
    if ends == UNTIL:
        until = _after(form)
        faults += ["until"] if until is None else []
    return (None if faults else Rhythm(form.value("every"), days, without, times, until)), faults


def _after(form: Form) -> date | None:
    until, first = day_in(form.value("until")), day_in(form.value("first_day"))
    return until if until is not None and (first is None or until >= first) else None
