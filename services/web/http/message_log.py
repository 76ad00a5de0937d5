"""What was sent about one event, to whom, and what became of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.http.asked import cursor_asked, known_word
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.event_people import fingerprint
from services.web.views.events import check_id, one_event
from services.web.views.people import people_by_id
from shared.http.client import ApiProblem

routes = Blueprint("message_log", __name__, url_prefix="/events/<event_id>/messages")

# as `notifications` names them, in the order in which a message goes through them
STATES = ("queued", "held", "awaiting_recipient", "sending", "sent", "delivered")
ENDINGS = ("failed", "unreachable", "suppressed", "expired")
UNREACHED = ("failed", "unreachable")
SAID = ("again", "refused")
LONGEST_NAME = 100
MOST_FOUND = 100  # people of whose messages `notifications` can be asked at once
AT_ONCE = 50  # as many names as `registrations` gives in one answer
API = "/api/notifications/v1"
INSTANTS = ("created_at", "due_at", "sent_at", "delivered_at")


@routes.get("")
@signed_in("organiser")
def log(event_id: str) -> Response:
    """How many are in which state, and one page of them, or of those to people who are called so."""
    event = one_event(visitor().asks(pages().events), event_id)
    summary = visitor().asks(pages().notifications).get(f"{API}/events/{event_id}/summary")
    by_state = _by_state(summary.raise_for_problem().json) if summary.status != 404 else []
    seen = fingerprint(by_state)
    if request.args.get("seen") == seen:
        return Response(status=204)
    state = known_word("state", (*STATES, *ENDINGS)) or _unreached(by_state)
    name = _called(request.args)
    people, more = _people(event_id, name) if name else (None, False)
    items, following = _messages(event_id, state, people)
    return show_page(
        "message_log.html",
        event=event,
        by_state=by_state,
        here=f"/events/{event_id}/messages?seen={seen}",
        state=state,
        called=name,
        is_found=people is None or bool(people),
        more_people=more,
        kept=urlencode(_kept(state, name)),
        items=items,
        people=people_by_id(visitor().asks(pages().registrations), (item["participant_id"] for item in items)),
        following=following,
        said=known_word("said", SAID),
    )


@routes.post("/<notification_id>/again")
@signed_in("organiser")
def again(event_id: str, notification_id: str) -> Redirect:
    """Sends one again that had failed."""
    for one in (event_id, notification_id):
        check_id(one)
    said = "again"
    try:
        api = visitor().asks(pages().notifications)
        api.post(f"{API}/notifications/{notification_id}/retry").raise_for_problem()
    except ApiProblem as problem:
        if problem.status != 409:
            raise
        said = "refused"
    state = request.form.get("state", "")
    kept = {"said": said} | _kept(state if state in ENDINGS else None, _called(request.form))
    return redirect(f"/events/{event_id}/messages?{urlencode(kept)}", 303)


def _called(given: Mapping[str, str]) -> str:
    return given.get("name", "").strip()[:LONGEST_NAME]


def _kept(state: str | None, name: str) -> dict[str, str]:
    return ({"state": state} if state else {}) | ({"name": name} if name else {})


def _people(event_id: str, name: str) -> tuple[list[str], bool]:
    """Who is invited and called so; whether there are more."""
    query = urlencode({"name": name, "limit": MOST_FOUND})
    path = f"/api/registrations/v1/events/{event_id}/invitations?{query}"
    answer = visitor().asks(pages().registrations).get(path)
    if answer.status == 404:  # nobody is invited yet
        return [], False
    found = answer.raise_for_problem().json
    return [one["participant_id"] for one in found["items"]], found["next"] is not None


def _unreached(by_state: list[tuple[str, int]]) -> str | None:
    """Where the home page leads: whichever of its states there is."""
    if known_word("state", ("unreached",)) is None:
        return None
    return next((state for state, _ in by_state if state in UNREACHED), None)


def _messages(event_id: str, state: str | None, people: list[str] | None) -> tuple[list[dict[str, Any]], str | None]:
    if people == []:
        return [], None
    asked = {"event_id": event_id, "limit": AT_ONCE, "order": "newest", "state": state, "cursor": cursor_asked()}
    asked["participant_ids"] = ",".join(people or ())
    query = urlencode({name: value for name, value in asked.items() if value})
    api = visitor().asks(pages().notifications)
    found = api.get(f"{API}/notifications?{query}").raise_for_problem().json
    return [_shown(item) for item in found["items"]], found["next"]


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(item[name]) if item[name] else None for name in INSTANTS}
    tries = [one | {"at": datetime.fromisoformat(one["at"])} for one in item["attempts"]]
    failed = item["state"] in ("failed", "unreachable") or item["dead_at"] is not None
    waits = times["due_at"] if item["state"] == "queued" and times["due_at"] else None
    return item | times | {"goes_out": waits, "attempts": tries, "may_go_again": failed}


def _by_state(summary: dict[str, Any]) -> list[tuple[str, int]]:
    counted = Counter[str]()
    for row in summary["counts"]:
        counted[row["state"]] += row["count"]
    return [(state, counted[state]) for state in (*STATES, *ENDINGS) if counted[state]]
