"""Forgets a person for good, after saying what stays."""

from flask import Response, redirect
from werkzeug.wrappers import Response as Redirect

from services.web.http.people.listing import routes
from services.web.http.people.person import find_person
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import check_id
from services.web.views.networks import one_network
from services.web.views.people import REGISTRATIONS, is_gone
from shared.http.client import ApiProblem


@routes.get("/<participant_id>/erase")
@signed_in("organiser")
def asked(network_id: str, participant_id: str) -> Response:
    """Says what goes and what stays, and asks."""
    network, person = find_person(network_id, participant_id)
    return show_page("people_erase.html", network=network, person=person)


@routes.post("/<participant_id>/erase")
@signed_in("organiser")
def erase(network_id: str, participant_id: str) -> Redirect:
    """Erases her here and, by message, everywhere."""
    one_network(visitor().asks(pages().events), network_id)
    check_id(participant_id)
    try:
        path = f"{REGISTRATIONS}/participants/{participant_id}"
        visitor().asks(pages().registrations).delete(path).raise_for_problem()
    except ApiProblem as problem:
        if not is_gone(problem):  # pressed twice
            raise
    return redirect(f"/networks/{network_id}/people?said=erased", 303)
