"""`/partners/{id}/amqp`: a partner's own queue at the broker, and the user that reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from services.partners import queries, schemas
from services.partners.amqp_names import QUEUE, name_of
from services.partners.http.caller import organisation
from services.partners.jobs.remove_amqp import AmqpRemover
from services.partners.operations.begin_amqp import begin_amqp
from services.partners.operations.end_amqp import end_amqp, take_removal
from services.partners.operations.finish_amqp import break_off_amqp, finish_amqp
from services.partners.partner import find_partner
from shared.http import idempotency
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Body, Shown, edge
from shared.problems import Conflict, Unavailable

UNSET = (
    "This installation has no broker for partners. Set SAMLING_PARTNER_BROKER_URL and SAMLING_BROKER_MANAGEMENT_URL, "
    "or let the partner read its cursor feed, which needs neither."
)
BUSY = "They are being made or removed just now; ask again in a moment."


class Place(Protocol):
    """What is asked of the broker."""

    def make(self, partner_id: str, password: str) -> None: ...
    def url(self, partner_id: str, password: str) -> str: ...


@dataclass(frozen=True)
class AmqpWay:
    """How the routes reach the broker."""

    place: Place
    remover: AmqpRemover
    new_password: Callable[[], str]


def amqp_routes(way: AmqpWay | None) -> Blueprint:
    """None: this installation has no broker for partners, and says so."""
    routes = Blueprint("amqp", __name__, description="A partner's own queue at the broker")

    @routes.route("/partners/<partner_id>/amqp", methods=["POST"])
    @requires("owner")
    @routes.arguments(schemas.NewAmqp)
    @routes.response(201, schemas.IssuedAmqp)
    def post_amqp(body: dict[str, Any], partner_id: str) -> Shown:  # noqa: ARG001 - there is nothing in it
        """Makes the queue and a user that can read it and nothing else; its password is shown this once.

        Asked again it makes a new password: the one before is refused, and whoever is connected with it is thrown out.
        The queue and what is in it stay.
        """
        return _made(_required(way), organisation(), partner_id)

    @routes.route("/partners/<partner_id>/amqp")
    @requires("organiser")
    @routes.response(200, schemas.Amqp)
    def get_amqp(partner_id: str) -> Body:
        """How far the queue was told, and what stands in the way."""
        with edge().read() as tx:
            return _names(partner_id) | queries.amqp_state(tx, organisation(), partner_id)

    @routes.route("/partners/<partner_id>/amqp", methods=["DELETE"])
    @requires("owner")
    @routes.response(204)
    def delete_amqp(partner_id: str) -> None:
        """Removes user, queue and what was not read; if the broker is away now, as soon as it is back."""
        _removed(_required(way), organisation(), partner_id)

    return routes


def _made(way: AmqpWay, owner: str, partner_id: str) -> Shown:
    key = edge().requested_key()
    with edge().transaction() as tx:
        earlier = idempotency.begin(tx, key) if key else None
        if earlier and earlier.resource_id:  # without one, whoever asked first did not come to an end
            queries.amqp_state(tx, owner, partner_id)
            return _names(partner_id), earlier.status, {"Idempotent-Replay": "true"}
        lease = begin_amqp(tx, owner, partner_id)
    password = way.new_password()
    try:
        way.place.make(partner_id, password)
    except Exception as fault:
        with edge().transaction() as tx:
            break_off_amqp(tx, owner, partner_id, lease=lease, reason=str(fault))
        raise Unavailable(f"{fault} Ask again: what is half made is made whole.", retry_after=10) from None
    with edge().transaction() as tx:
        is_made = finish_amqp(tx, owner, partner_id, lease=lease)
        if is_made and key:
            idempotency.finish(tx, key, idempotency.Done(partner_id, 201))
    if not is_made:
        raise Conflict("They were removed while they were made.")
    return _names(partner_id) | {"password": password, "url": way.place.url(partner_id, password)}, 201, {}


def _removed(way: AmqpWay, owner: str, partner_id: str) -> None:
    with edge().transaction() as tx:
        find_partner(tx, owner, partner_id)
        had_any = end_amqp(tx, owner, partner_id)
        row = take_removal(tx, owner, partner_id)
    if row is None and had_any:
        raise Conflict(BUSY, retry_after=2)
    fault = way.remover.remove(row) if row is not None else None
    if fault:
        raise Unavailable(f"{fault} They are removed as soon as it does.", retry_after=10)


def _names(partner_id: str) -> Body:
    return {"user": name_of(partner_id), "vhost": name_of(partner_id), "queue": QUEUE}


def _required(way: AmqpWay | None) -> AmqpWay:
    if way is None:
        raise Conflict(UNSET)
    return way
