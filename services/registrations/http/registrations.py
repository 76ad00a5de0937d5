"""`/events/{id}/registrations` and `/registrations`: answers, seats and the waiting line, for organisers."""

from typing import Any

from services.registrations import lists, queries
from services.registrations.answer import ACCEPTED
from services.registrations.http.house import house, organisation, reach, sees_needs
from services.registrations.operations.accept_offer import accept_offer
from services.registrations.operations.cancel_registration import cancel_registration
from services.registrations.operations.register_participant import register_participant
from services.registrations.outcome import Outcome
from services.registrations.schemas import answers as schemas
from services.registrations.yeses import Saying
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.problems import Forbidden

routes = Blueprint("registrations", __name__, description="Answers, seats and the waiting line")


@routes.route("/events/<event_id>/registrations", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.NewRegistration)
@routes.response(201, schemas.Registration)
def post_registration(body: dict[str, Any], event_id: str) -> Shown:
    """Answers for a person, invited or not: a seat, a place in the line, or stepping back."""
    if body["answer"] == ACCEPTED:
        saying = Saying(body.get("party_size"), "api", participant_id=body["participant_id"], network=reach().network)
        taken = house().yeses.take(event_id, organisation(), identity().by, saying, edge().requested_key())
        if taken:
            return taken.registration, 201, {}
    outcomes: dict[str, Outcome] = {}

    def act(tx: Transaction) -> str:
        if reach().network:
            queries.check_event(tx, event_id, reach())
        outcome = register_participant(
            tx,
            event_id,
            body["participant_id"],
            reach=reach(),
            word=body["answer"],
            party_size=body.get("party_size"),
            keys=edge().keys,
        )
        assert outcome.registration is not None
        outcomes[outcome.registration.id] = outcome
        return outcome.registration.id

    def show(tx: Transaction, registration_id: str) -> dict[str, Any]:
        # What was just decided needs no reading, and above all no counting of the line.
        outcome = outcomes.get(registration_id)
        if outcome is None or outcome.registration is None:
            return _show(tx, registration_id)
        return vars(outcome.registration) | {"position": outcome.rank}

    return edge().perform(act, show)


@routes.route("/events/<event_id>/registrations")
@requires("host")
@routes.arguments(schemas.RegistrationQuery, location="query")
@routes.response(200, schemas.RegistrationPage)
def list_registrations(query: dict[str, Any], event_id: str) -> dict[str, Any]:
    """Who answered what, with names; of protected people what they are called. Who waits, in the order of the line."""
    if "needs" in query and not sees_needs():
        raise Forbidden("Only organisers see what each person needs.")
    with edge().glance() as tx:
        return lists.registrations(tx, event_id, reach(), with_needs=sees_needs(), **query)


@routes.route("/events/<event_id>/needs")
@requires("host")
@routes.response(200, schemas.EventNeeds)
def get_needs(event_id: str) -> dict[str, Any]:
    """Child care, interpreters and transport that those who have a seat need, in sums."""
    with edge().glance() as tx:
        return queries.needs(tx, event_id, reach())


@routes.route("/registrations/<registration_id>")
@requires("host")
@routes.response(200, schemas.Registration)
def get_registration(registration_id: str) -> dict[str, Any]:
    """One registration, with its place in the line now."""
    with edge().read() as tx:
        return _show(tx, registration_id)


@routes.route("/registrations/<registration_id>/accept-offer", methods=["POST"])
@requires("organiser")
@routes.response(200, schemas.Registration)
def post_accept_offer(registration_id: str) -> Shown:
    """Takes the seat that is offered to her."""

    def act(tx: Transaction) -> str:
        _show(tx, registration_id)
        accept_offer(tx, registration_id, organisation=organisation())
        return registration_id

    return edge().perform(act, _show, status=200)


@routes.route("/registrations/<registration_id>/cancel", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.Cancel)
@routes.response(200, schemas.Registration)
def post_cancel(body: dict[str, Any], registration_id: str) -> Shown:
    """Takes her off; she can answer again only when she is invited anew."""

    def act(tx: Transaction) -> str:
        _show(tx, registration_id)
        cancel_registration(tx, registration_id, organisation=organisation(), note=body["reason"])
        return registration_id

    return edge().perform(act, _show, status=200)


def _show(tx: Transaction, registration_id: str) -> dict[str, Any]:
    return queries.registration(tx, registration_id, reach(), with_needs=sees_needs())
