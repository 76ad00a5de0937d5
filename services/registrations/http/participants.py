"""`/participants`: people, what they agreed to, and their right to see it and to be forgotten."""

from typing import Any

from services.registrations import export, member_queries, queries
from services.registrations.http.house import organisation, reach
from services.registrations.operations.change_participant import change_participant
from services.registrations.operations.create_participant import create_participant
from services.registrations.operations.erase_participant import erase_participant
from services.registrations.operations.record_consents import Wish
from services.registrations.reach import Reach
from services.registrations.schemas import answers
from services.registrations.schemas import people as schemas
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, check_match, edge, with_etag
from shared.problems import Forbidden, NotFound

routes = Blueprint("participants", __name__, description="People, and what they agreed to")


@routes.route("/participants", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.NewParticipant)
@routes.response(201, schemas.Participant)
def post_participant(body: dict[str, Any]) -> Shown:
    """Enters a person; two may share one phone. Without `consents` she agrees to invitations."""
    consents = _wishes(body)

    def act(tx: Transaction) -> str:
        return create_participant(tx, body, organisation=organisation(), consents=consents)

    return edge().perform(act, _show)


@routes.route("/participants")
@requires("organiser")
@routes.arguments(schemas.ParticipantQuery, location="query")
@routes.response(200, schemas.ParticipantPage)
def list_participants(query: dict[str, Any]) -> dict[str, Any]:
    """People in the order in which they were entered, of one network if asked."""
    with edge().read() as tx:
        return queries.participants(tx, reach(), **query)


@routes.route("/participants/<participant_id>")
@requires("organiser")
@routes.response(200, schemas.Participant)
@routes.not_modified
def get_participant(participant_id: str) -> Any:
    """One person; her ETag is her revision."""
    with edge().read() as tx:
        return _tagged(queries.participant(tx, participant_id, reach()))


@routes.route("/participants/<participant_id>", methods=["PATCH"])
@requires("organiser")
@routes.arguments(schemas.ParticipantChanges)
@routes.response(200, schemas.Participant)
def patch_participant(body: dict[str, Any], participant_id: str) -> Any:
    """Changes how she is called or reached; `consents` are recorded beside those she gave before."""
    consents = _wishes(body) or []
    _check_reach(consents)
    with edge().transaction() as tx:
        change_participant(
            tx, participant_id, body, reach=reach(), keys=edge().keys, consents=consents, match=check_match
        )
        return _tagged(queries.participant(tx, participant_id, reach()))


@routes.route("/participants/<participant_id>", methods=["DELETE"])
@requires("organiser")
@routes.response(204)
def delete_participant(participant_id: str) -> None:
    """Erases her here and, by message, everywhere; her seats ahead are handed over."""
    with edge().transaction() as tx:
        erase_participant(tx, participant_id, reach=reach())


@routes.route("/participants/<participant_id>/export")
@requires("organiser")
@routes.response(200, schemas.Export)
def get_export(participant_id: str) -> dict[str, Any]:
    """Everything that is kept about her here."""
    with edge().read() as tx:
        return export.export(tx, participant_id, reach())


@routes.route("/participants/<participant_id>/invitations")
@requires("organiser")
@routes.arguments(answers.HerInvitationQuery, location="query")
@routes.response(200, answers.HerInvitationPage)
def list_her_invitations(query: dict[str, Any], participant_id: str) -> dict[str, Any]:
    """What she was invited to, what she answered and whether she came."""
    with edge().glance() as tx:
        return member_queries.invitations_of(tx, participant_id, reach(), **query)


def _wishes(body: dict[str, Any]) -> list[Wish] | None:
    consents = body.pop("consents", None)
    return None if consents is None else [Wish(**wish) for wish in consents]


def _check_reach(wishes: list[Wish]) -> None:
    """Who organises one network undoes nothing that she said of others, or of all of them."""
    mine = reach().network
    for wish in wishes if mine else ():
        if wish.network_id is None:
            raise Forbidden("This token is for one network; name it in network_id.")
        if wish.network_id != mine:
            raise NotFound


def _show(tx: Transaction, participant_id: str) -> dict[str, Any]:
    # A token of one network may enter people who are not its members yet.
    return queries.participant(tx, participant_id, Reach(organisation()))


def _tagged(person: dict[str, Any]) -> Any:
    return with_etag(person, person["revision"])
