"""Who has not answered is called, and her answer written down."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.field_values import number_in
from services.web.http.home import CURSOR
from services.web.http.people.listing import routes
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import LARGEST_PAGE, Shown, check_id, numbers_of
from services.web.views.networks import ANNOUNCED, next_events, one_network
from services.web.views.people import REGISTRATIONS, is_gone, one_person, with_stop
from shared.http.client import ApiProblem
from shared.problems import Invalid

FIELDS = ("event", "participant", "answer", "party_size", "next", "cursor")
ANSWERS = ("accepted", "declined", "tentative")
RANG = "rang"
STATUSES = ("confirmed", "waitlisted", "offered", "tentative", "declined", RANG, "refused")
MOST_PARTY = 10
PER_PAGE = 50
NO_CALLS: Shown = {"items": [], "next": None}


@routes.get("/call-list")
@signed_in("organiser")
def call_list(network_id: str) -> Response:
    """Who was invited to a date and has said nothing; of the next with invitations, unless another is chosen."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    now = pages().clock.now()
    dates = [event for event in next_events(events, network_id, now, 20) if event["status"] in ANNOUNCED]
    asked_for = [event for event in dates if event["id"] == request.args.get("event")]
    invited = [event for event in dates if event["invite_at"] and event["invite_at"] <= now]
    chosen = next(iter(asked_for or invited or dates), None)
    asked = request.args.get("cursor", "")
    cursor = asked if CURSOR.fullmatch(asked) else ""
    calls = _calls(network_id, chosen["id"], "no", cursor) if chosen else NO_CALLS
    rung = _calls(network_id, chosen["id"], "yes") if chosen and not calls["next"] else NO_CALLS
    return show_page(
        "people_call_list.html",
        network=network,
        dates=dates,
        event=chosen,
        waits=chosen is not None and chosen not in invited,
        nobody=chosen is not None and not numbers_of(visitor().asks(pages().registrations), chosen["id"])["invited"],
        calls=calls["items"],
        rung=sorted(rung["items"], key=lambda call: str(call["rang_at"])),
        following=calls["next"],
        cursor=cursor,
        recorded=_recorded(),
        after=request.args.get("next"),
        party_sizes=range(1, MOST_PARTY + 1),
    )


@routes.post("/call-list")
@signed_in("organiser")
def answer(network_id: str) -> Redirect:
    """Writes down what she said, or that nobody answered the phone; shows whom to call next."""
    one_network(visitor().asks(pages().events), network_id)
    event, participant = request.form.get("event", ""), request.form.get("participant", "")
    word, cursor = request.form.get("answer", ""), request.form.get("cursor", "")
    check_id(event)
    check_id(participant)
    if word not in (*ANSWERS, RANG):
        raise Invalid("Say yes, no or maybe, or that nobody answered.")
    try:
        status = _rang(event, participant) if word == RANG else _answered(event, participant, word)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        status = "refused"
    said = {"event": event, "who": participant, "said": status, "next": request.form.get("next", "")[:64]}
    said |= {"cursor": cursor} if CURSOR.fullmatch(cursor) else {}
    return redirect(f"/networks/{network_id}/people/call-list?{urlencode(said)}#recorded", 303)


def _rang(event_id: str, participant_id: str) -> str:
    path = f"{REGISTRATIONS}/events/{event_id}/call-list/{participant_id}/rang"
    visitor().asks(pages().registrations).post(path).raise_for_problem()
    return RANG


def _answered(event_id: str, participant_id: str, word: str) -> str:
    size = number_in(request.form.get("party_size", ""), 1, MOST_PARTY)
    party = {"party_size": size} if word == "accepted" and size else {}
    body = {"participant_id": participant_id, "answer": word, **party}
    path = f"{REGISTRATIONS}/events/{event_id}/registrations"
    return str(visitor().asks(pages().registrations).post(path, json=body).raise_for_problem().json["status"])


def _calls(network_id: str, event_id: str, rang: str, cursor: str = "") -> Shown:
    limit = PER_PAGE if rang == "no" else LARGEST_PAGE
    query = urlencode({"rang": rang, "limit": limit} | ({"cursor": cursor} if cursor else {}))
    path = f"{REGISTRATIONS}/events/{event_id}/call-list?{query}"
    answer = visitor().asks(pages().registrations).get(path)
    if answer.status == 404:  # `registrations` has not heard of it yet
        return NO_CALLS
    found = answer.raise_for_problem().json
    return {**found, "items": [_shown(call, network_id) for call in found["items"]]}


def _shown(call: Shown, network_id: str) -> Shown:
    rang_at = datetime.fromisoformat(call["rang_at"]) if call["rang_at"] else None
    return with_stop(call, network_id) | {"rang_at": rang_at}


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
