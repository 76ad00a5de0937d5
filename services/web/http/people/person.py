"""One person: what is known of her, and how she wants to be called and reached. Each look is logged by `watching`."""

import json
from urllib.parse import urlencode

from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.http.people.listing import routes
from services.web.http.settings import names_of_networks
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import Shown, everything
from services.web.views.networks import languages_of, one_network
from services.web.views.people import (
    REGISTRATIONS,
    agreed_to,
    changes_of,
    form_of,
    invitations_of,
    keep_tags,
    membership_of,
    one_person,
    tags_of,
    told_lately,
    told_to,
    with_stop,
)
from shared.http.client import ApiProblem
from shared.problems import NotFound

FIELDS = ("name", "call_name", "phone", "email", "language", "tags", "version")
TICKS = ("by_sms", "by_email", "protected", "discreet")
SAID = ("saved", "given", "withdrawn", "joined", "partner_given", "partner_withdrawn", "partner_unknown", "reference")


@routes.get("/<participant_id>")
@signed_in("organiser")
def person(network_id: str, participant_id: str) -> Response:
    """All that concerns her in this network."""
    network, hers = find_person(network_id, participant_id)
    registrations = visitor().asks(pages().registrations)
    lines = agreed_to(hers, network_id)
    elsewhere = any(line["network_id"] != network_id for line in lines)
    said = request.args.get("said")
    return show_page(
        "people_person.html",
        network=network,
        person=with_stop(hers, network_id),
        agreed_to=lines,
        networks=names_of_networks() if elsewhere else {network_id: network["name"]},
        membership=membership_of(registrations, participant_id, network_id),
        invitations=invitations_of(registrations, participant_id, network_id),
        partners=_partners(network_id),
        agreed=_agreed(hers, network_id),
        told=told_lately(visitor().asks(pages().notifications), participant_id),
        said=said if said in SAID else None,
    )


@routes.get("/<participant_id>/edit")
@signed_in("organiser")
def edit(network_id: str, participant_id: str) -> Response:
    """The form in which she is changed."""
    network, hers = find_person(network_id, participant_id)
    membership = membership_of(visitor().asks(pages().registrations), participant_id, network_id)
    return _form(network, hers, form_of(hers, membership))


@routes.post("/<participant_id>/edit")
@signed_in("organiser")
def change(network_id: str, participant_id: str) -> Response | Redirect:
    """Changes her, unless somebody else did since the form was shown."""
    network, hers = find_person(network_id, participant_id)
    form = Form({name: request.form.get(name, "") for name in (*FIELDS, *TICKS)})
    changes, form = changes_of(form, network["country"])
    if not form.is_good:
        return _form(network, hers, form)
    registrations = visitor().asks(pages().registrations)
    version = form.value("version") if form.value("version").isdigit() else "0"
    path = f"{REGISTRATIONS}/participants/{participant_id}"
    try:
        registrations.patch(path, json=changes, headers={"If-Match": f'"{version}"'}).raise_for_problem()
        keep_tags(registrations, membership_of(registrations, participant_id, network_id), tags_of(form.value("tags")))
    except ApiProblem as problem:
        return _form(network, hers, form.refused_by(problem, _fields(problem)))
    return _back(network_id, participant_id, "saved")


@routes.post("/<participant_id>/consent")
@signed_in("organiser")
def consent(network_id: str, participant_id: str) -> Redirect:
    """Writes down that she wants to be invited, or not any more, as she told an organiser."""
    find_person(network_id, participant_id)
    given = request.form.get("given") == "yes"
    wishes = [{"purpose": "invitations", "network_id": network_id, "given": given}]
    if given and visitor().account.network_id is None:
        wishes.append({"purpose": "invitations", "given": True})
    path = f"{REGISTRATIONS}/participants/{participant_id}"
    visitor().asks(pages().registrations).patch(path, json={"consents": wishes}).raise_for_problem()
    return _back(network_id, participant_id, "given" if given else "withdrawn")


@routes.post("/<participant_id>/partners/<partner_id>")
@signed_in("organiser")
def partner(network_id: str, participant_id: str, partner_id: str) -> Redirect:
    """Writes down that a partner may know when they are there, or not any more, as they told an organiser."""
    _, hers = find_person(network_id, participant_id)
    found = _partners(network_id).get(partner_id)
    if found is None:
        raise NotFound
    given = request.form.get("given") == "yes"
    if given and (hers["protected"] or not found["granted"]):
        return _back(network_id, participant_id, "partner_unknown")
    wish = {"purpose": "attendance", "network_id": network_id, "partner_id": partner_id, "given": given}
    reference = request.form.get("reference", "").strip()
    wish |= {"reference": reference} if given and reference else {}
    path = f"{REGISTRATIONS}/participants/{participant_id}"
    try:
        visitor().asks(pages().registrations).patch(path, json={"consents": [wish]}).raise_for_problem()
    except ApiProblem as problem:
        if problem.status != 422:
            raise
        return _back(network_id, participant_id, "reference")
    return _back(network_id, participant_id, "partner_given" if given else "partner_withdrawn")


@routes.post("/<participant_id>/end")
@signed_in("organiser")
def end(network_id: str, participant_id: str) -> Redirect:
    """Ends her membership of this network."""
    find_person(network_id, participant_id)
    registrations = visitor().asks(pages().registrations)
    membership = membership_of(registrations, participant_id, network_id)
    if membership:
        registrations.delete(f"{REGISTRATIONS}/memberships/{membership['id']}").raise_for_problem()
    left = {"ended": participant_id} | ({"had": ", ".join(membership["tags"])} if membership else {})
    return redirect(f"/networks/{network_id}/people?{urlencode(left)}", 303)


@routes.post("/<participant_id>/join")
@signed_in("organiser")
def join(network_id: str, participant_id: str) -> Redirect:
    """Makes her a member again, with the tags that the form carries."""
    find_person(network_id, participant_id)
    tags = tags_of(request.form.get("tags", ""))
    body = {"participant_id": participant_id, "network_id": network_id} | ({"tags": tags} if tags else {})
    visitor().asks(pages().registrations).post(f"{REGISTRATIONS}/memberships", json=body).raise_for_problem()
    return _back(network_id, participant_id, "joined")


@routes.get("/<participant_id>/export")
@signed_in("organiser")
def export(network_id: str, participant_id: str) -> Response:
    """Everything that is kept about her, as a file."""
    find_person(network_id, participant_id)
    path = f"{REGISTRATIONS}/participants/{participant_id}/export"
    kept = visitor().asks(pages().registrations).get(path).raise_for_problem().json
    told = told_to(visitor().asks(pages().notifications), participant_id)
    body = json.dumps(kept | {"notifications": told}, ensure_ascii=False, indent=1)
    response: Response = current_app.response_class(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{participant_id}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


def find_person(network_id: str, participant_id: str) -> tuple[Shown, Shown]:
    """The network and the person."""
    network = one_network(visitor().asks(pages().events), network_id)
    return network, one_person(visitor().asks(pages().registrations), participant_id)


def _partners(network_id: str) -> dict[str, Shown]:
    """The partners of the organisation, and whether each may be told of attendance in this network."""
    items = everything(visitor().asks(pages().registrations), f"{REGISTRATIONS}/networks/{network_id}/partners")
    return {partner["id"]: partner for partner in items}


def _agreed(person: Shown, network_id: str) -> set[str]:
    """The partners that may know of them in this network: a withdrawal wins over every consent it covers."""
    here = [one for one in person["consents"] if one["partner_id"] and one["network_id"] in (None, network_id)]
    withdrawn = {one["partner_id"] for one in here if not one["given"]}
    return {one["partner_id"] for one in here} - withdrawn


def _fields(problem: ApiProblem) -> dict[str, str]:
    """Where on the form stands what a service refused."""
    named = {path: "tags" for path in problem.errors if path.startswith("tags")}
    return named | {"channels": "by_sms"}


def _form(network: Shown, person: Shown, form: Form) -> Response:
    languages = languages_of(network, person["language"])
    return show_page(
        "people_edit.html", status=form.status, network=network, person=person, form=form, choices=languages
    )


def _back(network_id: str, participant_id: str, said: str) -> Redirect:
    return redirect(f"/networks/{network_id}/people/{participant_id}?said={said}", 303)
