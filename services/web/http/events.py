"""An event as organisers see it: when and where it is, and who answered, as the answers come."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.http.home import CURSOR
from services.web.http.typed import typed
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.event_people import NEEDS, STATUSES, UNANSWERED, fingerprint, people_of
from services.web.views.events import by_answer, check_id, if_known, needs_of, numbers_of, one_event, one_network
from services.web.views.people import is_gone, one_person, told_lately, with_stop
from services.web.views.sending import NOTHING, Minute, minute_of_event
from services.web.views.untold import told_by_me, untold_of
from shared.http.client import ApiClient, ApiProblem

routes = Blueprint("events", __name__, url_prefix="/events/<event_id>")

SAID = ("made", "changed", "published", "moved", "cancelled", "capacity", "answered", "removed", "told", "inviting")
ANSWERS = ("accepted", "declined", "tentative")
FIELDS = ("answer", "party_size", "reason", "do")
MOST_PARTY = 10
Shown = dict[str, Any]


@routes.get("")
@signed_in("reader")
def event(event_id: str) -> Response:
    """One event and who answered."""
    events = visitor().asks(pages().events)
    shown = one_event(events, event_id)
    people: list[Shown] = []
    untold, more_untold = list[Shown](), False
    following, asked, needs = None, {"status": "", "name": ""}, None
    registrations = visitor().asks(pages().registrations)
    numbers = numbers_of(registrations, event_id)
    seen = fingerprint(numbers, shown)
    if request.args.get("seen") == seen:
        return Response(status=204)
    if visitor().may("host"):
        asked = _asked_for()
        people, following = people_of(registrations, event_id, **asked)
        needs = needs_of(registrations, event_id)
    if visitor().may("organiser") and shown["ends_at"] > pages().clock.now():
        untold, more_untold = untold_of(visitor().asks(pages().notifications), registrations, shown)
    network = one_network(events, shown["network_id"])
    filters = {name: value for name, value in asked.items() if value}
    return show_page(
        "event.html",
        event=shown,
        network=network,
        minute=_minute(shown, network),
        now=pages().clock.now(),
        numbers=numbers,
        answered=by_answer(numbers),
        needs=needs,
        people=people,
        untold=untold,
        more_untold=more_untold,
        form=Form(asked),
        statuses=(*STATUSES, UNANSWERED),
        here=f"/events/{event_id}?{urlencode({**filters, 'seen': seen})}",
        following=f"?{urlencode({**filters, 'cursor': following})}#people" if following else None,
        said=_said(),
    )


@routes.get("/over-time")
@signed_in("reader")
def over_time(event_id: str) -> Response:
    """On which day the answers came."""
    shown = one_event(visitor().asks(pages().events), event_id)
    path = f"/api/registrations/v1/events/{event_id}/answers-over-time"
    answer = visitor().asks(pages().registrations).get(path)
    found = [] if answer.status == 404 else answer.raise_for_problem().json["days"]
    days = [one | {"day": date.fromisoformat(one["day"])} for one in found]
    return show_page("over_time.html", event=shown, days=days, answers=ANSWERS)


@routes.get("/people/<participant_id>")
@signed_in("organiser")
def person(event_id: str, participant_id: str) -> Response:
    """One person at one event: what she answered, and what can be done about it."""
    shown, person = _one_person(event_id, participant_id)
    party = str(person.get("party_size") or 1)
    return _person_page(shown, person, Form({"answer": person.get("answer") or "accepted", "party_size": party}))


@routes.post("/people/<participant_id>")
@signed_in("organiser")
def answered(event_id: str, participant_id: str) -> Response | Redirect:
    """Answers for her, as when she rings; or takes her off."""
    shown, person = _one_person(event_id, participant_id)
    form = typed(FIELDS)
    registrations = visitor().asks(pages().registrations)
    try:
        said = (
            _remove(registrations, person, form)
            if form.value("do") == "remove"
            else _answer(registrations, event_id, participant_id, form)
        )
    except ApiProblem as problem:
        return _person_page(shown, person, form.refused_by(problem))
    return redirect(url_for("events.event", event_id=event_id, said=said), 303)


@routes.post("/people/<participant_id>/told")
@signed_in("organiser")
def told(event_id: str, participant_id: str) -> Redirect:
    """Notes that the visitor told them of a change, whom no message reached."""
    one_event(visitor().asks(pages().events), event_id)
    told_by_me(visitor().asks(pages().notifications), event_id, participant_id)
    return redirect(f"{url_for('events.event', event_id=event_id, said='told')}#untold", 303)


def _answer(registrations: ApiClient, event_id: str, participant_id: str, form: Form) -> str:
    size = form.value("party_size")
    party = int(size) if size.isascii() and size.isdigit() and len(size) < 3 else 0
    body = {"participant_id": participant_id, "answer": form.value("answer"), "party_size": party}
    registrations.post(f"/api/registrations/v1/events/{event_id}/registrations", json=body).raise_for_problem()
    return "answered"


def _remove(registrations: ApiClient, person: Shown, form: Form) -> str:
    path = f"/api/registrations/v1/registrations/{person['id']}/cancel"
    registrations.post(path, json={"reason": form.value("reason").strip() or None}).raise_for_problem()
    return "removed"


def _minute(event: Shown, network: Shown) -> Minute | None:
    """How far its invitations are, for those who may see it, from when they are made until it begins."""
    now = pages().clock.now()
    if not visitor().may("host") or network["sending"] != "on" or event["status"] == "cancelled":
        return None
    if event["invite_at"] is None or not event["invite_at"] <= now < event["starts_at"]:
        return None
    notifications = visitor().asks(pages().notifications)
    path = f"/api/notifications/v1/events/{event['id']}/summary"
    summary = if_known(lambda: notifications.get(path), unknown=NOTHING)
    return minute_of_event(summary, now) if summary else None


def _person_page(event: Shown, person: Shown, form: Form) -> Response:
    return show_page(
        "event_person.html",
        status=form.status,
        event=event,
        person=person,
        form=form,
        over=event["ends_at"] <= pages().clock.now(),
        hers=_reached(person["participant_id"], event["network_id"]),
        told=told_lately(visitor().asks(pages().notifications), person["participant_id"], event["id"]),
        party_sizes=range(1, MOST_PARTY + 1),
    )


def _one_person(event_id: str, participant_id: str) -> tuple[Shown, Shown]:
    """The event, and her registration or else her invitation."""
    check_id(participant_id)
    shown = one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    for kind in ("registrations", "invitations"):
        path = f"/api/registrations/v1/events/{event_id}/{kind}?participant_id={participant_id}"
        items = registrations.get(path).raise_for_problem().json["items"]
        if items:
            return shown, items[0] | {"registered": kind == "registrations"}
    raise ApiProblem(404, "Not found", "")


def _reached(participant_id: str, network_id: str) -> Shown | None:
    """How she is reached; None if she belongs to no network of the visitor's any more."""
    try:
        return with_stop(one_person(visitor().asks(pages().registrations), participant_id), network_id)
    except ApiProblem as problem:
        if is_gone(problem):
            return None
        raise


def _asked_for() -> dict[str, str]:
    status, name = request.args.get("status", ""), request.args.get("name", "").strip()[:100]
    cursor = request.args.get("cursor", "")
    known = (*STATUSES, UNANSWERED, *([NEEDS] if visitor().may("organiser") else []))
    found = {"status": status if status in known else "", "name": name}
    return found | ({"cursor": cursor} if CURSOR.fullmatch(cursor) else {})


def _said() -> str | None:
    said = request.args.get("said")
    return said if said in SAID else None
