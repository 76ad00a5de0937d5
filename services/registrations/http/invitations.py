"""`/events/{id}/invitations`: who is invited."""

from typing import Any

from services.registrations import lists, member_queries, queries
from services.registrations.http.house import organisation, reach
from services.registrations.operations.invite import invite_members, invite_people
from services.registrations.operations.note_call import note_call
from services.registrations.people import find
from services.registrations.schemas import answers as schemas
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge

routes = Blueprint("invitations", __name__, description="Who is invited")


@routes.route("/events/<event_id>/invitations", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.Invite)
@routes.response(201, schemas.Invited)
def post_invitations(body: dict[str, Any], event_id: str) -> Shown:
    """Invites the people named, or at once all members who agreed. Who has an invitation keeps it."""

    def act(tx: Transaction) -> str:
        queries.check_event(tx, event_id, reach())
        people = body.get("participant_ids")
        if people is None:
            invite_members(tx, event_id, organisation=organisation(), keys=edge().keys)
        else:
            for one in people if reach().network else ():
                find(tx, one, reach())
            invite_people(tx, event_id, people, organisation=organisation(), keys=edge().keys)
        return event_id

    return edge().perform(act, queries.invited)


@routes.route("/events/<event_id>/invitations")
@requires("host")
@routes.arguments(schemas.InvitationQuery, location="query")
@routes.response(200, schemas.InvitationPage)
def list_invitations(query: dict[str, Any], event_id: str) -> dict[str, Any]:
    """Who is invited, and what they answered."""
    with edge().glance() as tx:
        return lists.invitations(tx, event_id, reach(), **query)


@routes.route("/events/<event_id>/call-list")
@requires("organiser")
@routes.arguments(schemas.CallQuery, location="query")
@routes.response(200, schemas.CallPage)
def list_calls(query: dict[str, Any], event_id: str) -> dict[str, Any]:
    """Who is invited and has not answered, with how to reach her: for those who call."""
    with edge().glance() as tx:
        return member_queries.call_list(tx, event_id, reach(), **query)


@routes.route("/events/<event_id>/call-list/<participant_id>/rang", methods=["POST"])
@requires("organiser")
@routes.response(201, schemas.NotedCall)
def post_rang(event_id: str, participant_id: str) -> Shown:
    """Notes that somebody rang and nobody answered the phone: others see when, and call whom nobody rang first."""

    def act(tx: Transaction) -> str:
        queries.check_event(tx, event_id, reach())
        return note_call(tx, event_id, participant_id)

    return edge().perform(act, queries.noted_call)
