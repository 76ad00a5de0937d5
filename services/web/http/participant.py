"""A participant's own page, opened by the secret in its address: looking changes nothing, pressing a button does."""

import re
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.web.http.same_origin import refuse_cross_site
from services.web.my_invitation import in_the_name_of, my_invitation
from services.web.pages import pages, reader_language, show
from shared.http.authentication import public
from shared.http.client import ApiClient, ApiProblem
from shared.problems import Invalid, NotFound

routes = Blueprint("participant", __name__, url_prefix="/p/<token>")

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
ANSWERS = ("accepted", "declined", "tentative")
LARGEST_PARTY = 10
REASONS = ("cancelled", "over", "removed", "party_too_large")
SAID = (*ANSWERS, "stopped", "refused", *REASONS)


@routes.get("")
@public
def page(token: str) -> Response:
    """Her invitation, her answer, and two equal buttons."""
    invitation = my_invitation(_holder(token))
    said = request.args.get("said")
    return show(
        "participant.html",
        reader_language(invitation.language),
        choose_language=True,
        invitation=invitation,
        token=token,
        said=said if said in SAID else None,
        asked_language=request.args.get("language"),
        party_sizes=range(1, LARGEST_PARTY + 1),
    )


@routes.post("/answer")
@public
def answer(token: str) -> Redirect:
    """Gives her answer; what it led to stands on her page."""
    refuse_cross_site()
    word, size = request.form.get("answer"), request.form.get("party_size")
    if word not in ANSWERS or size not in (None, *map(str, range(1, LARGEST_PARTY + 1))):
        raise Invalid("An answer is accepted, declined or tentative, for 1 to 10 people.")
    return _act(token, "answer", word, {"answer": word} | ({"party_size": int(size)} if size else {}))


@routes.get("/stop")
@public
def ask_stop(token: str) -> Response:
    """Asks once more whether she wants no more invitations."""
    return _confirm(token, "stop")


@routes.post("/stop")
@public
def stop(token: str) -> Redirect | Response:
    """No more invitations to her. A mail program's one click (RFC 8058) gets a plain answer, no page."""
    if request.form.get("List-Unsubscribe") == "One-Click":
        _holder(token).post("/api/registrations/v1/my-invitation/stop", json={}).raise_for_problem()
        return current_app.response_class("", 200, mimetype="text/plain")
    refuse_cross_site()
    return _act(token, "stop", "stopped", {})


@routes.get("/not-me")
@public
def ask_not_me(token: str) -> Response:
    """Asks once more whether this came to the wrong person."""
    return _confirm(token, "not-me")


@routes.post("/not-me")
@public
def not_me(token: str) -> Response:
    """Forgets the contact this was sent to. The link may be gone with it, so the answer is shown at once."""
    refuse_cross_site()
    holder = _holder(token)
    language = reader_language(my_invitation(holder).language)
    holder.post("/api/registrations/v1/my-invitation/not-me", json={}).raise_for_problem()
    return show("goodbye.html", language)


@routes.get("/calendar.ics")
@public
def calendar(token: str) -> Response:
    """The event for her calendar."""
    invitation = my_invitation(_holder(token))
    body = invitation.calendar(reader_language(invitation.language), pages().clock.now())
    response = current_app.response_class(body, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'attachment; filename="samling.ics"'
    return response


def _holder(token: str) -> ApiClient:
    if not TOKEN.fullmatch(token):
        raise NotFound
    return in_the_name_of(token, pages().registrations)


def _confirm(token: str, what: str) -> Response:
    invitation = my_invitation(_holder(token))
    language = reader_language(invitation.language)
    asked = request.args.get("language")
    return show("confirm.html", language, invitation=invitation, token=token, what=what, asked_language=asked)


def _act(token: str, path: str, said: str, body: dict[str, Any]) -> Redirect:
    try:
        answered = _holder(token).post(f"/api/registrations/v1/my-invitation/{path}", json=body).raise_for_problem()
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        said = "refused"
    else:
        if answered.json.get("result") == "refused":
            said = answered.json["reason"]
    asked = request.args.get("language")  # None is left out of the address
    return redirect(url_for("participant.page", token=token, said=said, language=asked), 303)
