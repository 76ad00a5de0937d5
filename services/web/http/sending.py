"""The safety catch of a network: what would be sent, a test of it, letting it go, and holding it again."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.forms.phone import international
from services.web.http.asked import known_word
from services.web.http.live_part import is_live_part
from services.web.http.told import around
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import check_id
from services.web.views.networks import ANNOUNCED, next_events
from services.web.views.previews import invitees, of_members
from services.web.views.sending import NOTHING, SendingState
from shared.http.client import ApiClient, ApiProblem

routes = Blueprint("sending", __name__, url_prefix="/networks/<network_id>/sending")

API = "/api/notifications/v1"
SAID = ("started", "held", "changed")
FIELDS = ("channel", "contact", "language")
MOST_PREVIEWED = 5  # gatherings of which something is held
MOST_AHEAD = 20
TRIES = 4

Shown = dict[str, Any]


@routes.get("")
@signed_in("organiser")
def sending(network_id: str) -> Response:
    """Where the sending of this network stands."""
    return _page(network_id)


@routes.get("/start")
@signed_in("organiser")
def sure(network_id: str) -> Response:
    """What happens when it is let go, in numbers."""
    network = _network(network_id)
    state = _state(network_id, network)
    return show_page(
        "sending_sure.html",
        network=network,
        state=state,
        previews=_previews(network_id, state),
        more=len(state.summary["held_events"]) > MOST_PREVIEWED,
    )


@routes.post("/start")
@signed_in("organiser")
def start(network_id: str) -> Redirect:
    """Lets it go: for a minute it can still be stopped."""
    check_id(network_id)
    seen = request.form.get("revision", "")
    if not (seen.isascii() and seen.isdigit()):
        return _back(network_id, "changed")
    try:
        _change(network_id, "on", int(seen))
    except ApiProblem as problem:
        if problem.status not in (412, 422):
            raise
        return _back(network_id, "changed")
    return _back(network_id, "started")


@routes.post("/hold")
@signed_in("organiser")
def hold(network_id: str) -> Redirect:
    """Holds all that is not sent yet, whatever else was changed meanwhile: who presses this means it."""
    for left in reversed(range(TRIES)):
        try:
            _change(network_id, "held", _network(network_id)["revision"])
        except ApiProblem as problem:
            if problem.status != 412 or not left:
                raise
        else:
            break
    return _back(network_id, "held")


@routes.post("/test")
@signed_in("organiser")
def test(network_id: str) -> Response | Redirect:
    """Sends the invitation to the organiser herself."""
    check_id(network_id)
    form = Form({name: request.form.get(name, "") for name in FIELDS})
    body = dict(form.given)
    if body["channel"] == "sms":
        body["contact"] = international(body["contact"], _network(network_id)["country"])
    if event_id := request.form.get("event", ""):
        body["event_id"] = event_id
    try:
        made = _told().post(f"{API}/networks/{network_id}/tests", json=body).raise_for_problem().json
    except ApiProblem as problem:
        return _page(network_id, _refused(form, problem))
    return redirect(f"/networks/{network_id}/sending?test={made['id']}#test", 303)


def _refused(form: Form, problem: ApiProblem) -> Form:
    if problem.status == 429:
        return Form(form.given, refused="too_many")
    if problem.status == 404:
        return Form(form.given, refused="no_event")
    return form.refused_by(problem)


def _page(network_id: str, form: Form | None = None) -> Response:
    network = _network(network_id)
    form = form or Form({"channel": "email", "contact": visitor().account.email, "language": network["languages"][0]})
    state = _state(network_id, network)
    # what renews itself every few seconds says how far it is, and shows no texts
    previews = [] if is_live_part() else _previews(network_id, state) or _coming(network_id)
    return show_page(
        "sending.html",
        status=form.status,
        form=form,
        network=network,
        state=state,
        previews=previews,
        **around(previews),
        failed=_failed(network_id) if state.by_state["failed"] else [],
        test=_test(network_id),
        said=known_word("said", SAID) if form.is_good else None,
    )


def _state(network_id: str, network: Shown) -> SendingState:
    answer = _told().get(f"{API}/networks/{network_id}/summary")
    # a network that was made this second is not known there yet: nothing is sent of it
    summary = NOTHING if answer.status == 404 else answer.raise_for_problem().json
    return SendingState(network["sending"] == "on", summary, pages().clock.now())


def _previews(network_id: str, state: SendingState) -> list[Shown]:
    """What would be sent about each gathering of which something is held."""
    ids = [one["event_id"] for one in state.summary["held_events"]][:MOST_PREVIEWED]
    answers = [_told().get(f"{API}/networks/{network_id}/preview?event_id={event_id}") for event_id in ids]
    found = [answer.raise_for_problem().json for answer in answers if answer.status != 404]
    found = [preview for preview in found if preview["basis"] == "held"]  # not where something else waits
    titles = _titles([preview["event_id"] for preview in found])
    more = {"counted": True, "goes_out": None}
    return [preview | more | {"title": titles.get(preview["event_id"])} for preview in found]


def _coming(network_id: str) -> list[Shown]:
    """What goes out next by itself, for the members as they are now; else the words of the next gathering."""
    ahead = next_events(visitor().asks(pages().events), network_id, pages().clock.now(), MOST_AHEAD)
    announced = [event for event in ahead if event["status"] in ANNOUNCED and event["invite_at"]]
    waiting = [event for event in announced if event["invite_at"] > pages().clock.now()]
    event = next(iter([*waiting, *announced]), None)
    if event is None:
        return []
    people = invitees(visitor().asks(pages().registrations), network_id) if waiting else []
    found = of_members(_told(), event, people)
    goes_out = event["invite_at"] if waiting else None
    more = {"title": event["title"], "counted": bool(waiting), "goes_out": goes_out, "event_id": event["id"]}
    return [found | more] if found else []


def _failed(network_id: str) -> list[tuple[str, Shown]]:
    """The gatherings of the newest messages that failed."""
    asked = f"{API}/notifications?network_id={network_id}&state=failed&order=newest"
    items = _told().get(asked).raise_for_problem().json["items"]
    ids = list(dict.fromkeys(item["event_id"] for item in items))
    return list(_titles(ids).items())


def _titles(ids: list[str]) -> dict[str, Shown]:
    """What these are called, as far as they are still known."""
    events = visitor().asks(pages().events)
    answers = {event_id: events.get(f"/api/events/v1/events/{event_id}") for event_id in ids}
    return {event_id: answer.json["title"] for event_id, answer in answers.items() if answer.status == 200}


def _test(network_id: str) -> Shown | None:
    """What became of the test that the address names."""
    test_id = request.args.get("test", "")
    if not test_id:
        return None
    check_id(test_id)
    answer = _told().get(f"{API}/networks/{network_id}/tests/{test_id}")
    found: Shown | None = None if answer.status == 404 else answer.raise_for_problem().json
    return found


def _network(network_id: str) -> Shown:
    check_id(network_id)
    answer = visitor().asks(pages().events).get(f"/api/events/v1/networks/{network_id}")
    found: Shown = answer.raise_for_problem().json
    return found


def _change(network_id: str, sending: str, seen: int) -> None:
    events = visitor().asks(pages().events)
    path = f"/api/events/v1/networks/{network_id}"
    events.patch(path, json={"sending": sending}, headers={"If-Match": f'"{seen}"'}).raise_for_problem()


def _told() -> ApiClient:
    return visitor().asks(pages().notifications)


def _back(network_id: str, said: str) -> Redirect:
    return redirect(f"/networks/{network_id}/sending?said={said}", 303)
