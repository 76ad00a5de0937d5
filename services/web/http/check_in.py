"""Checking people in at the door: one button per person."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.web.http.visitor import show_page, signed_in, visitor
from services.web.organiser_views import check_id, check_in_opens, one_event, people_of
from services.web.pages import pages
from shared.http.client import ApiProblem
from shared.problems import Invalid

routes = Blueprint("check_in", __name__, url_prefix="/c/<event_id>")

EXPECTED = ("confirmed", "offered", "waitlisted", "tentative")
SAID = ("present", "refused")


@routes.get("")
@signed_in("host")
def page(event_id: str) -> Response:
    """Everyone who may come through the door, who is in already last; before it opens, when that is and no button."""
    event = one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    everyone = people_of(registrations, event_id)
    opens_at = check_in_opens(registrations, event_id)
    people = [person for person in everyone if person["status"] in EXPECTED or person["attendance"]]
    said = request.args.get("said")
    return show_page(
        "check_in.html",
        event=event,
        opens_at=opens_at,
        is_open=opens_at <= pages().clock.now(),
        people=sorted(people, key=lambda person: person["attendance"] is not None),
        said=said if said in SAID else None,
    )


@routes.post("")
@signed_in("host")
def present(event_id: str) -> Redirect:
    """Records that one person is there."""
    check_id(event_id)
    participant = request.form.get("participant", "")
    if not 1 <= len(participant) <= 40:
        raise Invalid("Say who is there.")
    body = {
        "participant_id": participant,
        "status": "present",
        "recorded_at": pages().clock.now().isoformat(),
        "device": "web",
    }
    said = "present"
    try:
        recorded = visitor().asks(pages().registrations)
        recorded.post(f"/api/registrations/v1/events/{event_id}/attendance", json=body).raise_for_problem()
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        said = "refused"
    return redirect(url_for("check_in.page", event_id=event_id, said=said), 303)
