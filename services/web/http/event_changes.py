"""What organisers do with an event: make one, write its texts, announce, move, call it off, change its seats."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.event import FAMILIES, PATHS, fields_of_event, new_body, text_body
from services.web.forms.field_values import day_in, fields_of, instant, number_in, time_in
from services.web.forms.form import Form
from services.web.forms.series import LENGTHS
from services.web.http.told import around
from services.web.http.typed import revision_in, typed
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import numbers_of, one_event, one_network
from services.web.views.networks import ANNOUNCED
from services.web.views.previews import invitees, of_change, of_members
from shared.http.client import ApiProblem
from shared.iso8601_duration import parse

routes = Blueprint("event_changes", __name__)

FIELDS = (
    "day",
    "time",
    "minutes",
    "place_name",
    "place_address",
    "wording",
    "capacity",
    "reason",
    "invite",
    "revision",
    "do",
)
Shown = dict[str, Any]


@routes.get("/networks/<network_id>/events/new")
@signed_in("organiser")
def new_asked(network_id: str) -> Response:
    """The form of a single gathering."""
    network = one_network(visitor().asks(pages().events), network_id)
    soon = pages().clock.now() + timedelta(days=14)
    form = Form(fields_of(soon, network["timezone"]) | {"time": "17:00", "minutes": "120"})
    return show_page("event_new.html", network=network, form=form, lengths=LENGTHS)


@routes.post("/networks/<network_id>/events/new")
@signed_in("organiser")
def new_made(network_id: str) -> Response | Redirect:
    """Makes a draft of it."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    form, body = new_body(typed(FIELDS, FAMILIES), network, pages().clock.now())
    if form.is_good:
        try:
            answer = events.post("/api/events/v1/events", json={"network_id": network_id, **body}).raise_for_problem()
            return redirect(f"/events/{answer.json['id']}?said=made", 303)
        except ApiProblem as problem:
            form = form.refused_by(problem, PATHS)
    return show_page("event_new.html", status=form.status, network=network, form=form, lengths=LENGTHS)


@routes.get("/events/<event_id>/edit")
@signed_in("organiser")
def edit_asked(event_id: str) -> Response:
    """Its texts and its place."""
    event, network = _event(event_id)
    return _edit_page(event, network, Form(fields_of_event(event)))


@routes.post("/events/<event_id>/edit")
@signed_in("organiser")
def edited(event_id: str) -> Response | Redirect:
    """Saves them."""
    event, network = _event(event_id)
    form, body = text_body(typed(FIELDS, FAMILIES), network["languages"], event)
    return _send(event, network, form, "patch", "", body, "event_edit.html", "changed")


@routes.get("/events/<event_id>/capacity")
@signed_in("organiser")
def capacity_asked(event_id: str) -> Response:
    """How many there is room for."""
    event, network = _event(event_id)
    return _page("event_capacity.html", event, network, Form(fields_of_event(event)))


@routes.post("/events/<event_id>/capacity")
@signed_in("organiser")
def capacity_set(event_id: str) -> Response | Redirect:
    """Sets it; nobody is thrown out."""
    event, network = _event(event_id)
    form = typed(FIELDS)
    capacity = number_in(form.value("capacity"), 1, 100_000)
    if capacity is None and form.value("capacity").strip():
        form = form.with_faults(["capacity"])
    return _send(event, network, form, "post", "/capacity", {"capacity": capacity}, "event_capacity.html", "capacity")


@routes.get("/events/<event_id>/publish")
@signed_in("organiser")
def publish_asked(event_id: str) -> Response:
    """What announcing means, and when the members are invited."""
    event, network = _event(event_id)
    return _publish_page(event, network, Form({"invite": "on_time", "revision": str(event["revision"])}))


@routes.post("/events/<event_id>/publish")
@signed_in("organiser")
def published(event_id: str) -> Response | Redirect:
    """Announces it."""
    event, network = _event(event_id)
    form = typed(FIELDS)
    body = {"invite": "now" if form.value("invite") == "now" else "on_time"}
    return _send(event, network, form, "post", "/publish", body, "event_publish.html", "published")


@routes.get("/events/<event_id>/invite")
@signed_in("organiser")
def invite_asked(event_id: str) -> Response:
    """Whether to invite its members now, whom it would invite later."""
    event, network = _event(event_id)
    return _invite_page(event, network, Form({"revision": str(event["revision"])}))


@routes.post("/events/<event_id>/invite")
@signed_in("organiser")
def invited(event_id: str) -> Response | Redirect:
    """Invites them now."""
    event, network = _event(event_id)
    form = typed(FIELDS)
    if not _invites_later(event):
        return _invite_page(event, network, form)
    return _send(event, network, form, "post", "/publish", {"invite": "now"}, "event_invite.html", "inviting")


@routes.get("/events/<event_id>/move")
@signed_in("organiser")
def move_asked(event_id: str) -> Response:
    """Another day and time for it."""
    event, network = _event(event_id)
    form = Form(fields_of(event["starts_at"], event["timezone"]) | {"revision": str(event["revision"])})
    return _page("event_move.html", event, network, form, to=None)


@routes.post("/events/<event_id>/move")
@signed_in("organiser")
def moved(event_id: str) -> Response | Redirect:
    """Shows what would change and who is told; the second press does it."""
    event, network = _event(event_id)
    form = typed(FIELDS)
    day, at = day_in(form.value("day")), time_in(form.value("time"))
    if day is None or at is None:
        faults = [name for name, value in (("day", day), ("time", at)) if value is None]
        return _page("event_move.html", event, network, form.with_faults(faults), to=None)
    to = instant(day, at, event["timezone"])
    if to <= pages().clock.now():
        return _page("event_move.html", event, network, form.with_faults(["day"]), to=None)
    if form.value("do") != "move":
        told = _told(event, "moved", starts_at=to)
        return _page("event_move.html", event, network, form, to=to, told=told, **around([told]))
    body = {"starts_at": to.isoformat()}
    return _send(event, network, form, "post", "/reschedule", body, "event_move.html", "moved", to=None)


@routes.get("/events/<event_id>/cancel")
@signed_in("organiser")
def cancel_asked(event_id: str) -> Response:
    """Why, and how many are told."""
    event, network = _event(event_id)
    return _cancel_page(event, network, Form({"revision": str(event["revision"])}))


@routes.post("/events/<event_id>/cancel")
@signed_in("organiser")
def cancelled(event_id: str) -> Response | Redirect:
    """Calls it off for good."""
    event, network = _event(event_id)
    form = typed(FIELDS)
    body = {"reason": form.value("reason").strip() or None}
    return _send(event, network, form, "post", "/cancel", body, "event_cancel.html", "cancelled")


def _event(event_id: str) -> tuple[Shown, Shown]:
    events = visitor().asks(pages().events)
    event = one_event(events, event_id)
    return event, one_network(events, event["network_id"])


def _send(
    event: Shown,
    network: Shown,
    form: Form,
    method: str,
    path: str,
    body: Shown,
    template: str,
    said: str,
    **values: Any,
) -> Response | Redirect:
    """Asks for the change, on condition that nobody else changed the event; or shows the form again."""
    if form.is_good:
        ask = getattr(visitor().asks(pages().events), method)
        try:
            ask(f"/api/events/v1/events/{event['id']}{path}", json=body, headers=revision_in(form)).raise_for_problem()
            return redirect(_whence(event, said, body.get("starts_at")), 303)
        except ApiProblem as problem:
            form = form.refused_by(problem, PATHS)
    if template in _SHOWING:
        return _SHOWING[template](event, network, form)
    return _page(template, event, network, form, **values)


def _whence(event: Shown, said: str, moved_to: str | None) -> str:
    """Where the change was asked for: the year of its series, or the event itself."""
    if not _back() or not event["series_id"]:
        return f"/events/{event['id']}?said={said}"
    year = (datetime.fromisoformat(moved_to) if moved_to else event["starts_at"]).year
    return f"/series/{event['series_id']}?said=date_{said}&year={year}"


def _back() -> str:
    return "?back=year" if request.args.get("back") == "year" else ""


def _page(template: str, event: Shown, network: Shown, form: Form, **values: Any) -> Response:
    """A form, beside how many people were invited and would be told."""
    numbers = numbers_of(visitor().asks(pages().registrations), event["id"])
    return show_page(
        template,
        status=form.status,
        event=event,
        network=network,
        form=form,
        invited=numbers["invited"],
        back=_back(),
        **values,
    )


def _told(event: Shown, occasion: str, **values: Any) -> Shown | None:
    """What those who heard of it are told; of a draft nobody did."""
    if event["status"] == "draft":
        return None
    return of_change(
        visitor().asks(pages().notifications), visitor().asks(pages().registrations), event, occasion, **values
    )


def _edit_page(event: Shown, network: Shown, form: Form) -> Response:
    return _page("event_edit.html", event, network, form, told=_told(event, "moved"))


def _cancel_page(event: Shown, network: Shown, form: Form) -> Response:
    told = _told(event, "event_cancelled")
    return _page("event_cancel.html", event, network, form, told=told, **around([told]))


def _publish_page(event: Shown, network: Shown, form: Form) -> Response:
    now: datetime = pages().clock.now()
    invites = now
    if event["series_id"]:
        path = f"/api/events/v1/series/{event['series_id']}"
        series = visitor().asks(pages().events).get(path).raise_for_problem().json
        invites = max(now, event["starts_at"] - parse(series["invite_before"]))
    return _members_page("event_publish.html", event, network, form, invites=invites, now=now)


def _invite_page(event: Shown, network: Shown, form: Form) -> Response:
    return _members_page("event_invite.html", event, network, form, later=_invites_later(event))


def _members_page(template: str, event: Shown, network: Shown, form: Form, **values: Any) -> Response:
    """A form, beside what the members of the network would be told."""
    people = invitees(visitor().asks(pages().registrations), network["id"])
    told = of_members(visitor().asks(pages().notifications), event, people)
    return _page(template, event, network, form, told=told, **values, **around([told]))


def _invites_later(event: Shown) -> bool:
    return event["status"] in ANNOUNCED and bool(event["invite_at"]) and event["invite_at"] > pages().clock.now()


_SHOWING = {
    "event_edit.html": _edit_page,
    "event_publish.html": _publish_page,
    "event_invite.html": _invite_page,
    "event_cancel.html": _cancel_page,
}
