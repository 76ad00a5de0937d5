"""Who belongs to a network; and people entered one after the other."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web import queries
from services.web.forms.form import Form
from services.web.forms.pasted import Person
from services.web.http.home import CURSOR
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import Shown
from services.web.views.networks import languages_of, members_of, one_network, open_dates
from services.web.views.people import (
    REGISTRATIONS,
    enter,
    is_gone,
    known_for,
    membership_of,
    one_person,
    people_page,
    person_of,
    tags_of,
    take_back,
)
from services.web.views.sending import LONGEST_COUNTDOWN, Minute, minute_of_person
from shared.http.client import ApiProblem

routes = Blueprint("people", __name__, url_prefix="/networks/<network_id>/people")

FIELDS = ("name", "contact", "language", "tags", "agreed")
# from one entry to the next, by what the address calls it: there `language` is that of the page
STAYS = {"speaks": "language", "tags": "tags", "agreed": "agreed"}
BECAME = ("added", "joined", "member")
SAID = ("erased", "ended", "refused")
LONGEST_SEARCH = 100
# where on the form stands what `registrations` may refuse
_PLACES = {"people.0.phone": "contact", "people.0.email": "contact", "people.0.tags": "tags"}
_PLACES |= {f"people.0.tags.{place}": "tags" for place in range(200)}


@routes.get("")
@signed_in("organiser")
def everyone(network_id: str) -> Response:
    """The members, and a form for the next one."""
    network = one_network(visitor().asks(pages().events), network_id)
    stays = {name: request.args[said][:400] for said, name in STAYS.items() if said in request.args}
    fresh = {"language": network["languages"][0], "agreed": "yes"} if "language" not in stays else {}
    return show_list(network, Form(fresh | stays), entered=_entered(network), ended=_ended(network["id"]))


@routes.post("")
@signed_in("organiser")
def enter_one(network_id: str) -> Response | Redirect:
    """Enters one person; if somebody like her is known, asks first whether it is her."""
    network = one_network(visitor().asks(pages().events), network_id)
    form = Form({name: request.form.get(name, "") for name in FIELDS})
    registrations = visitor().asks(pages().registrations)
    chosen = request.form.get("participant", "")
    if chosen:
        return _join(network_id, chosen, form)
    person, form = person_of(form, network["country"])
    if not form.is_good:
        return show_list(network, form)
    another = request.form.get("another") == "yes"
    try:
        known = [] if another else known_for(registrations, network_id, [person])[0]
        if known and not _is_there(known[0], person):
            return show_list(network, form, known=known)
        agreed, tags = form.value("agreed") == "yes", tags_of(form.value("tags"))
        (became,) = enter(registrations, network_id, [person], agreed=agreed, tags=tags, another=another)
    except ApiProblem as problem:
        return show_list(network, form.refused_by(problem, _PLACES))
    return _next(network_id, became["participant_id"], became["status"], form)


@routes.post("/undo")
@signed_in("organiser")
def undo(network_id: str) -> Redirect:
    """Takes back what was just entered."""
    one_network(visitor().asks(pages().events), network_id)
    participant = request.form.get("participant", "")
    registrations, notifications = visitor().asks(pages().registrations), visitor().asks(pages().notifications)
    is_new = request.form.get("became") == "added"
    said = take_back(registrations, notifications, pages().clock.now(), participant, network_id, is_new=is_new)
    return redirect(f"/networks/{network_id}/people?said={said}", 303)


def show_list(
    network: Shown,
    form: Form,
    *,
    known: list[Shown] | None = None,
    entered: dict[str, Any] | None = None,
    ended: Shown | None = None,
) -> Response:
    """The page with this form."""
    registrations = visitor().asks(pages().registrations)
    asked, said = request.args.get("cursor", ""), request.args.get("said")
    q = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    try:
        found = people_page(registrations, network["id"], q or None, asked if CURSOR.fullmatch(asked) else None)
    except ApiProblem as problem:
        if problem.status != 422:
            raise
        found = {"items": [], "next": None}  # nothing can be called so
    with pages().database.read() as tx:
        read = {person["language"] for person in found["items"]}
        unchecked = queries.unchecked(tx, visitor().account.organisation, read)
    return show_page(
        "people.html",
        status=form.status,
        network=network,
        members=members_of(registrations, network["id"]),
        people=found["items"],
        following=found["next"],
        unchecked=unchecked,
        q=q,
        choices=languages_of(network, form.value("language") or "en"),
        form=form,
        known=known,
        entered=entered,
        open_dates=open_dates(visitor().asks(pages().events), network, pages().clock.now()),
        ended=ended,
        had=request.args.get("had", "")[:400],
        said=said if said in SAID else None,
    )


def _is_there(known: Shown, person: Person) -> bool:
    """Whether this very person is a member, as after a second press: then there is nothing to ask."""
    return bool(known["same"] and known["member"] and (person.phone or person.email))


def _entered(network: Shown) -> dict[str, Any] | None:
    """Who was entered last, what became of her, and what she is about to be told."""
    became = request.args.get("became")
    person, since = _named("entered", network["id"]) if became in BECAME else (None, None)
    if person is None or since is None:
        return None
    kept = {"entered": person["id"], "became": became, "agreed": request.args.get("agreed", "")}
    minute = _minute(network, person["id"], datetime.fromisoformat(since))
    return {"person": person, "became": became, "minute": minute, "query": urlencode(kept)}


def _minute(network: Shown, participant: str, since: datetime) -> Minute | None:
    """Her invitations, while they can be taken back; None once that is over, or where nothing is sent."""
    now = pages().clock.now()
    if network["sending"] != "on" or now - since > timedelta(seconds=LONGEST_COUNTDOWN):
        return None
    return minute_of_person(visitor().asks(pages().notifications), network["id"], participant, now)


def _ended(network_id: str) -> Shown | None:
    """Whose membership was ended last."""
    person, since = _named("ended", network_id)
    return None if since else person


def _named(by: str, network_id: str) -> tuple[Shown | None, str | None]:
    """Whom this part of the address names, and since when she belongs to the network, if she does."""
    participant = request.args.get(by)
    if not participant:
        return None, None
    registrations = visitor().asks(pages().registrations)
    try:
        person = one_person(registrations, participant)
    except ApiProblem as problem:
        if is_gone(problem):
            return None, None
        raise
    membership = membership_of(registrations, participant, network_id)
    return person, membership["since"] if membership else None


def _join(network_id: str, participant: str, form: Form) -> Redirect:
    """Makes somebody who is known a member."""
    registrations = visitor().asks(pages().registrations)
    one_person(registrations, participant)
    became = "member" if membership_of(registrations, participant, network_id) else "joined"
    tags = tags_of(form.value("tags"))
    body = {"participant_id": participant, "network_id": network_id} | ({"tags": tags} if tags else {})
    registrations.post(f"{REGISTRATIONS}/memberships", json=body).raise_for_problem()
    return _next(network_id, participant, became, form)


def _next(network_id: str, participant: str, became: str, form: Form) -> Redirect:
    said = {"entered": participant, "became": became} | {said: form.value(name) for said, name in STAYS.items()}
    return redirect(f"/networks/{network_id}/people?{urlencode(said)}", 303)
