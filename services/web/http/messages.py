"""What people wrote that needs a person."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.field_values import number_in
from services.web.forms.form import Form
from services.web.http.asked import cursor_asked, known_word
from services.web.http.settings import zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.event_people import fingerprint
from services.web.views.events import check_id
from shared.http.client import ApiClient, ApiProblem

routes = Blueprint("messages", __name__)

ANSWERS = ("accepted", "declined", "tentative")
SAID = (*ANSWERS, "read", "gone", "refused")
AT_ONCE = 10
MOST_PARTY = 10
REPLIES = "/api/notifications/v1/replies"


@routes.get("/messages")
@signed_in("organiser")
def replies() -> Response:
    """What nobody has read yet, the oldest first."""
    api, cursor = visitor().asks(pages().notifications), cursor_asked()
    query = f"?limit={AT_ONCE}" + (f"&cursor={cursor}" if cursor else "")
    found = api.get(REPLIES + query).raise_for_problem().json
    seen = fingerprint(found)
    if request.args.get("seen") == seen:
        return Response(status=204)
    return show_page(
        "messages.html",
        replies=_with_titles(visitor().asks(pages().events), [_shown(item) for item in found["items"]]),
        here=f"/messages?seen={seen}",
        party_sizes=range(1, MOST_PARTY + 1),
        following=found["next"],
        first=cursor is None,
        timezone=zone(),
        said=known_word("said", SAID),
        recorded=_recorded(),
    )


@routes.get("/messages/<reply_id>")
@signed_in("organiser")
def reply(reply_id: str) -> Response:
    """One of them, with room for a note."""
    return _page_of(reply_id, Form())


@routes.post("/messages/<reply_id>")
@signed_in("organiser")
def resolve(reply_id: str) -> Response | Redirect:
    """Records what a person read in it: an answer, or that there is nothing to do."""
    check_id(reply_id)
    answer, note = request.form.get("answer", ""), request.form.get("note", "")
    body: dict[str, str | int] = {"note": note} if note.strip() else {}
    if answer in ANSWERS:
        body |= {"answer": answer, "invitation_id": request.form.get("invitation", "")}
        size = number_in(request.form.get("party_size", ""), 1, MOST_PARTY)
        body |= {"party_size": size} if size and answer == "accepted" else {}
    said = answer if answer in ANSWERS else "read"
    try:
        path = f"{REPLIES}/{reply_id}/resolve"
        visitor().asks(pages().notifications).post(path, json=body).raise_for_problem()
    except ApiProblem as problem:
        if problem.status == 422 and "note" in problem.errors:
            return _page_of(reply_id, Form({"note": note}).refused_by(problem))
        if problem.status not in (404, 409, 422):
            raise
        said = "refused" if problem.status == 422 else "gone"
    about = {"reply": reply_id} if said in ANSWERS else {}
    return redirect(f"/messages?{urlencode({'said': said} | about)}", 303)


def _recorded() -> dict[str, Any] | None:
    """Whose answer was recorded last, and to what."""
    reply_id = request.args.get("reply", "")
    if known_word("said", ANSWERS) is None or not reply_id:
        return None
    check_id(reply_id)
    api, events = visitor().asks(pages().notifications), visitor().asks(pages().events)
    answer = api.get(f"{REPLIES}/{reply_id}")
    if answer.status == 404:
        return None
    found = _shown(answer.raise_for_problem().json)
    about = [one for one in found["invitations"] if one["invitation_id"] == found["invitation_id"]]
    (shown,) = _with_titles(events, [found | {"invitations": about}])
    return next((one | {"meaning": found["meaning"]} for one in shown["invitations"]), None)


def _page_of(reply_id: str, form: Form) -> Response:
    check_id(reply_id)
    api, events = visitor().asks(pages().notifications), visitor().asks(pages().events)
    found = _with_titles(events, [_shown(api.get(f"{REPLIES}/{reply_id}").raise_for_problem().json)])
    return show_page(
        "message.html",
        status=form.status,
        reply=found[0],
        form=form,
        timezone=zone(),
        party_sizes=range(1, MOST_PARTY + 1),
    )


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    about = [one | {"starts_at": datetime.fromisoformat(one["starts_at"])} for one in item["invitations"]]
    names = list(dict.fromkeys(one["call_name"] for one in about if one["call_name"]))
    received_at = datetime.fromisoformat(item["received_at"])
    return item | {"received_at": received_at, "invitations": about, "names": names}


def _with_titles(events: ApiClient, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With what each event is called and by whose clocks it begins, as far as `events` still knows it."""
    ids = {about["event_id"] for item in items for about in item["invitations"]}
    answers = {event_id: events.get(f"/api/events/v1/events/{event_id}") for event_id in sorted(ids)}
    known = {event_id: answer.json for event_id, answer in answers.items() if answer.status == 200}
    for item in items:
        item["invitations"] = [one | {"event": known.get(one["event_id"])} for one in item["invitations"]]
    return items
