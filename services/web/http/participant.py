"""A participant's own page, opened by the secret in its address: looking changes nothing, pressing a button does."""

import re
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.web.dates import coming_day
from services.web.forms.form import Form
from services.web.http.same_origin import refuse_cross_site
from services.web.languages import FOR_EVERYONE
from services.web.pages import pages, reader_language, show
from services.web.views.events import check_id
from services.web.views.my_invitation import in_the_name_of, my_invitation
from shared.http.authentication import public
from shared.http.client import Answer, ApiClient, ApiProblem
from shared.problems import Invalid, NotFound

routes = Blueprint("participant", __name__, url_prefix="/p/<token>")

MINE = "/api/registrations/v1/my-invitation"
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
ANSWERS = ("accepted", "declined", "tentative")
PARTY_SIZES = range(1, 11)
REASONS = ("cancelled", "over", "removed", "party_too_large")
SAID = (*ANSWERS, "stopped", "started", "needs", "language", "channels", "partners", "refused", *REASONS)
LARGEST_NUMBER_OF_CHILDREN = 9
CHANNEL_FIELDS = ("sms", "email")


@routes.get("")
@public
def page(token: str) -> Response:
    """Her invitation, her answer, and two equal buttons; after a yes what comes next, and what she needs."""
    said = request.args.get("said")
    return _show(
        token,
        "participant.html",
        choose_language=True,
        said=said if said in SAID else None,
        now=pages().clock.now(),
        party_sizes=PARTY_SIZES,
        children=range(LARGEST_NUMBER_OF_CHILDREN + 1),
    )


@routes.get("/listen")
@public
def listen(token: str) -> Response:
    """The same in large sentences that her phone reads aloud, and the buttons."""
    return _show(token, "my_listen.html", choose_language=True, party_sizes=PARTY_SIZES)


@routes.post("/answer")
@public
def answer(token: str) -> Redirect:
    """Gives her answer; what it led to stands on her page."""
    refuse_cross_site()
    word, size = request.form.get("answer"), request.form.get("party_size")
    if word not in ANSWERS or size not in (None, *map(str, PARTY_SIZES)):
        raise Invalid("An answer is accepted, declined or tentative, for 1 to 10 people.")
    return _act(token, "answer", word, {"answer": word} | ({"party_size": int(size)} if size else {}))


@routes.post("/needs")
@public
def needs(token: str) -> Redirect:
    """What she needs to be able to come."""
    refuse_cross_site()
    number, language = request.form.get("child_care", ""), request.form.get("interpreter", "")
    if number not in map(str, range(LARGEST_NUMBER_OF_CHILDREN + 1)):
        raise Invalid("Child care is for 0 to 9 children.")
    body = {
        "child_care": int(number),
        "interpreter": language or None,
        "transport": request.form.get("transport") == "yes",
    }
    return _change(token, "needs", body)


@routes.post("/language")
@public
def write_in_language(token: str) -> Redirect:
    """In which language she is written to from now on; her page speaks it too."""
    refuse_cross_site()
    tag = request.form.get("language")
    if tag not in FOR_EVERYONE:
        raise Invalid("Choose one of the languages of the page.")
    return _change(token, "language", {"language": tag}, keeps_language=False)


@routes.get("/channels")
@public
def ask_channels(token: str) -> Response:
    """Asks how she wants to be written to, among what reaches her."""
    return _show(token, "channels.html", form=Form())


@routes.post("/channels")
@public
def write_on_channels(token: str) -> Redirect | Response:
    """How she is written to from now on; to want nothing is to stop, and asked of her as that."""
    refuse_cross_site()
    chosen = [channel for channel in CHANNEL_FIELDS if request.form.get(channel) == "yes"]
    if not chosen:
        return _show(token, "channels.html", status=422, form=Form().with_faults(CHANNEL_FIELDS))
    return _change(token, "channels", {"channels": chosen})


@routes.get("/partners")
@public
def ask_partners(token: str) -> Response:
    """Asks which partner may know when she was there."""
    return _show(token, "my_partners.html")


@routes.post("/partners")
@public
def tell_partner(token: str) -> Redirect:
    """Lets a partner know from now on when she was there, or takes that back."""
    refuse_cross_site()
    partner_id, answer = request.form.get("partner", ""), request.form.get("agreed")
    check_id(partner_id)
    if answer not in ("yes", "no"):
        raise Invalid("The answer is yes or no.")
    return _change(token, f"partners/{partner_id}", {"agreed": answer == "yes"}, said="partners")


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
        _holder(token).post(f"{MINE}/stop", json={}).raise_for_problem()
        return current_app.response_class("", 200, mimetype="text/plain")
    refuse_cross_site()
    return _act(token, "stop", "stopped", {})


@routes.post("/start")
@public
def start(token: str) -> Redirect:
    """Invitations to her again, after she stopped them here."""
    refuse_cross_site()
    return _act(token, "start", "started", {})


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
    language = reader_language(*my_invitation(holder).languages)
    holder.post(f"{MINE}/not-me", json={}).raise_for_problem()
    return show("goodbye.html", language)


@routes.get("/calendar.ics")
@public
def calendar(token: str) -> Response:
    """The event for her calendar."""
    invitation = my_invitation(_holder(token))
    body = invitation.calendar(reader_language(*invitation.languages), pages().clock.now())
    response = current_app.response_class(body, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'attachment; filename="samling.ics"'
    return response


def _holder(token: str) -> ApiClient:
    if not TOKEN.fullmatch(token):
        raise NotFound
    return in_the_name_of(token, pages().registrations)


def _confirm(token: str, what: str) -> Response:
    return _show(token, "confirm.html", what=what)


def _show(token: str, template: str, **values: Any) -> Response:
    invitation = my_invitation(_holder(token))
    language = reader_language(*invitation.languages)
    asked = request.args.get("language")
    values |= {"invitation": invitation, "token": token, "asked_language": asked}
    values["coming_day"] = partial(coming_day, now=pages().clock.now(), language=language)
    return show(template, language, is_small=True, **values)


def _act(token: str, path: str, said: str, body: dict[str, Any]) -> Redirect:
    answered = _taken(_holder(token).post(f"{MINE}/{path}", json=body))
    if answered is None:
        said = "refused"
    elif answered.get("result") == "refused":
        said = answered["reason"]
    return _back(token, said, request.args.get("language"))


def _change(
    token: str, what: str, body: dict[str, Any], *, keeps_language: bool = True, said: str | None = None
) -> Redirect:
    taken = _taken(_holder(token).put(f"{MINE}/{what}", json=body))
    language = request.args.get("language") if keeps_language else None
    return _back(token, "refused" if taken is None else said or what, language)


def _taken(answer: Answer) -> Any:
    """What became of it; None if it does not fit what holds now."""
    try:
        return answer.raise_for_problem().json
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return None


def _back(token: str, said: str, asked: str | None) -> Redirect:
    # a language that is None is left out of the address
    return redirect(url_for("participant.page", token=token, said=said, language=asked), 303)
