"""Who has not answered is called, and her answer written down."""

from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.http.home import CURSOR
from services.web.http.people.listing import routes
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import Shown, check_id
from services.web.views.networks import next_events, one_network
from services.web.views.people import REGISTRATIONS, is_gone, one_person
from shared.http.client import ApiProblem
from shared.problems import Invalid

FIELDS = ("event", "participant", "answer", "cursor")
ANSWERS = ("accepted", "declined", "tentative")
STATUSES = ("confirmed", "waitlisted", "offered", "tentative", "declined", "refused")
PER_PAGE = 50
ANNOUNCED = ("scheduled", "rescheduled")


@routes.get("/call-list")
@signed_in("organiser")
def call_list(network_id: str) -> Response:
    """Those who were invited to a date and have said nothing; of the next date, unless another is chosen."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    dates = [
        event for event in next_events(events, network_id, pages().clock.now(), 20) if event["status"] in ANNOUNCED
    ]
    chosen = next((event for event in dates if event["id"] == request.args.get("event")), dates[0] if dates else None)
    asked = request.args.get("cursor", "")
    cursor = asked if CURSOR.fullmatch(asked) else ""
    calls = _calls(chosen["id"], cursor) if chosen else {"items": [], "next": None}
    return show_page(
        "people_call_list.html",
        network=network,
        dates=dates,
        event=chosen,
        calls=calls["items"],
        following=calls["next"],
        cursor=cursor,
        recorded=_recorded(),
    )


@routes.post("/call-list")
@signed_in("organiser")
def answer(network_id: str) -> Redirect:
    """Writes down what she said."""
    one_network(visitor().asks(pages().events), network_id)
    event, participant = request.form.get("event", ""), request.form.get("participant", "")
    word, cursor = request.form.get("answer", ""), request.form.get("cursor", "")
    check_id(event)
    check_id(participant)
    if word not in ANSWERS:
        raise Invalid("Say yes, no or maybe.")
    try:
        body = {"participant_id": participant, "answer": word}
        path = f"{REGISTRATIONS}/events/{event}/registrations"
        registrations = visitor().asks(pages().registrations)
        status = registrations.post(path, json=body).raise_for_problem().json["status"]
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        status = "refused"
    said = {"event": event, "who": participant, "said": status} | (
        {"cursor": cursor} if CURSOR.fullmatch(cursor) else {}
    )
    return redirect(f"/networks/{network_id}/people/call-list?{urlencode(said)}", 303)


def _calls(event_id: str, cursor: str) -> Shown:
    query = urlencode({"limit": str(PER_PAGE)} | ({"cursor": cursor} if cursor else {}))
    path = f"{REGISTRATIONS}/events/{event_id}/call-list?{query}"
    answer = visitor().asks(pages().registrations).get(path)
    if answer.status == 404:  # `registrations` has not heard of it yet
        return {"items": [], "next": None}
    return dict(answer.raise_for_problem().json)


def _recorded() -> Shown | None:
    """Whose answer was written down last, and what became of it."""
    said, who = request.args.get("said"), request.args.get("who", "")
    if said not in STATUSES or not who:
        return None
    try:
        person = one_person(visitor().asks(pages().registrations), who)
    except ApiProblem as problem:
        if is_gone(problem):
            return None
        raise
    return {"id": who, "name": person["call_name"] if person["protected"] else person["name"], "status": said}
