"""The series of a network: what comes back, how often, and the making of another."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.beginnings import beginnings, first_series
from services.web.forms import series as series_form
from services.web.forms.form import Form
from services.web.forms.rhythm import EVERY, first_dates, rhythm_of
from services.web.http.typed import revision_in, typed
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import check_id, everything, one_network, with_times
from shared.http.client import ApiProblem
from shared.local_time import to_local
from shared.problems import Invalid

routes = Blueprint("series", __name__)

FIELDS = (
    "every",
    "first_day",
    "time",
    "minutes",
    "ends",
    "times",
    "until",
    "place_name",
    "place_address",
    "capacity",
    "lead",
    "revision",
    "do",
)
SHOWN_DATES = 12
BLANK = {"every": "month_2", "day.1": "yes", "time": "17:00", "minutes": "120", "ends": "never", "times": "12"}
Shown = dict[str, Any]


@routes.get("/networks/<network_id>/series")
@signed_in("reader")
def listed(network_id: str) -> Response:
    """The series of a network with their next dates."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    now = pages().clock.now()
    found = everything(events, f"/api/events/v1/series?network_id={network_id}")
    path = f"/api/events/v1/events?network_id={network_id}&from={now:%Y-%m-%dT%H:%M:%SZ}"
    coming = [with_times(item) for item in everything(events, path)]
    following: dict[str, Shown] = {}
    for event in reversed(coming):
        if event["series_id"] and event["status"] != "cancelled":
            following[event["series_id"]] = event
    single = [event for event in coming if not event["series_id"]]
    rhythms = {one["id"]: rhythm_of(one["rrule"]) for one in found}
    return show_page("series.html", network=network, series=found, rhythms=rhythms, following=following, single=single)


@routes.get("/networks/<network_id>/series/new")
@signed_in("organiser")
def asked(network_id: str) -> Response:
    """The form of a new series, or of one that goes on after another."""
    network = one_network(visitor().asks(pages().events), network_id)
    tomorrow = to_local(pages().clock.now() + timedelta(days=1), network["timezone"]).date()
    after = request.args.get("after", "")
    if after:
        return form_page("series_new.html", network, series_form.going_on(one_series(after)[0], tomorrow))
    begun = first_series(request.args.get("beginning", ""), network["languages"])
    blank = Form((begun or BLANK | {"lead": "14"}) | {"first_day": tomorrow.isoformat()})
    return form_page("series_new.html", network, blank)


@routes.post("/networks/<network_id>/series/new")
@signed_in("organiser")
def made(network_id: str) -> Response | Redirect:
    """Shows the first dates, or makes the series."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    form = typed(FIELDS, series_form.FAMILIES)
    if form.value("do") == "look":
        return form_page("series_new.html", network, form)
    form, body = read(form, network)
    if not form.is_good:
        return form_page("series_new.html", network, form)
    try:
        answer = events.post("/api/events/v1/series", json={"network_id": network_id, **body}).raise_for_problem()
    except ApiProblem as problem:
        return form_page("series_new.html", network, form.refused_by(problem, series_form.paths(network["languages"])))
    begun = request.args.get("beginning", "")
    address = f"/series/{answer.json['id']}"
    if beginnings().get(begun, {}).get("themes"):
        return redirect(f"{address}/themes?beginning={begun}", 303)
    return redirect(f"{address}?said=made", 303)


@routes.get("/series/<series_id>/edit")
@signed_in("organiser")
def change_asked(series_id: str) -> Response:
    """The form of a series as it is."""
    series, network = one_series(series_id)
    return form_page("series_edit.html", network, series_form.filled(series), series=series)


@routes.post("/series/<series_id>/edit")
@signed_in("organiser")
def changed(series_id: str) -> Response | Redirect:
    """Changes it; its rhythm only while nobody has heard of it."""
    series, network = one_series(series_id)
    form = typed(FIELDS, series_form.FAMILIES)
    if form.value("do") == "look":
        return form_page("series_edit.html", network, form, series=series)
    form, body = read(form, network, series)
    if not form.is_good:
        return form_page("series_edit.html", network, form, series=series)
    try:
        address = f"/api/events/v1/series/{series_id}"
        visitor().asks(pages().events).patch(address, json=body, headers=revision_in(form)).raise_for_problem()
    except ApiProblem as problem:
        form = form.refused_by(problem, series_form.paths(network["languages"]))
        return form_page("series_edit.html", network, form, series=series)
    return redirect(f"/series/{series_id}?said=changed", 303)


def one_series(series_id: str) -> tuple[Shown, Shown]:
    """A series and its network."""
    check_id(series_id)
    events = visitor().asks(pages().events)
    series: Shown = events.get(f"/api/events/v1/series/{series_id}").raise_for_problem().json
    return series, one_network(events, series["network_id"])


def has_free_rhythm(series: Shown) -> bool:
    """Whether the rhythm can be changed here: nobody has heard of a date, and words can say it."""
    return not series["published"] and rhythm_of(series["rrule"]) is not None


def read(form: Form, network: Shown, series: Shown | None = None) -> tuple[Form, Shown]:
    """What was typed as a body, and the form with its faults."""
    form, body = series_form.common(form, network["languages"], series["title"] if series else None)
    if series is None or has_free_rhythm(series):
        form, when = series_form.rhythm(form)
        body |= when
    return form, body


def form_page(template: str, network: Shown, form: Form, *, series: Shown | None = None) -> Response:
    """The form with the first dates that its rhythm gives."""
    return show_page(
        template,
        status=form.status,
        form=form,
        network=network,
        series=series,
        every=EVERY,
        lengths=series_form.LENGTHS,
        dates=preview(form, series["timezone"] if series else network["timezone"]),
        free_rhythm=series is None or has_free_rhythm(series),
    )


def preview(form: Form, timezone: str) -> list[datetime]:
    """The first dates of what was chosen, on the clocks of the place; none while no rhythm is said."""
    _, when = series_form.rhythm(Form(form.given))
    if not when:
        return []
    try:
        dates = first_dates(when["rrule"], datetime.fromisoformat(when["starts_at"]), timezone, SHOWN_DATES)
    except Invalid:
        return []
    return [one.local for one in dates]
