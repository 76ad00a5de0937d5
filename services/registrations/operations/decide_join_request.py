"""Decides what becomes of somebody who asked to join: a member, invited to the dates that are open, or nothing."""

from sqlalchemy import delete, select

from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE
from services.registrations.join_request import JOIN_REQUESTS, is_contact_of, people_with_contact, same_name
from services.registrations.operations.add_membership import add_membership
from services.registrations.operations.create_participant import create_participant
from services.registrations.operations.record_consents import Wish, record_consents
from services.registrations.operations.stop_inviting import PAGE
from services.registrations.people import find
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.keys import Keys
from shared.problems import Conflict, Invalid, NotFound


def accept_join_request(
    tx: Transaction, request_id: str, *, reach: Reach, keys: Keys, participant_id: str | None = None
) -> str:
    """Makes her a member, with the consent she gave on the page; returns the membership's id.

    Who is known by this contact and name, or is `participant_id`, is taken as she is: nothing of hers is changed by
    what anybody could write into a form. Who stopped the invitations herself is not brought back by it either.
    """
    request = _request(tx, request_id, reach)
    person_id = _known(tx, request, reach, participant_id)
    if person_id is not None:
        find(tx, person_id, Reach(reach.organisation), lock=True)
        _refuse_if_stopped(tx, person_id, request.network_id)
    _take_away(tx, request_id)
    if person_id is None:
        values = {name: request._mapping[name] for name in ("name", "phone", "email", "language")}
        person_id = create_participant(tx, values, organisation=reach.organisation, consents=[])
    wish = Wish(
        purpose=INVITATIONS_PURPOSE,
        network_id=request.network_id,
        wording_version=request.wording_version,
        since=request.asked_at,
    )
    record_consents(tx, person_id, [wish], organisation=reach.organisation, language=request.asked_in, source=PAGE)
    return add_membership(tx, person_id, request.network_id, reach=reach, tags=None, keys=keys)


def decline_join_request(tx: Transaction, request_id: str, *, reach: Reach) -> None:
    """Forgets her, name and contact; she is told nothing."""
    _request(tx, request_id, reach)
    _take_away(tx, request_id)


def _request(tx: Transaction, request_id: str, reach: Reach) -> AnyRow:
    j = JOIN_REQUESTS.c
    row = tx.execute(select(JOIN_REQUESTS).where(j.id == request_id, j.organisation == reach.organisation)).first()
    if row is None or not reach.covers(row.network_id):
        raise NotFound
    return row


def _take_away(tx: Transaction, request_id: str) -> None:
    # after the person was locked, as in an erasure; of two who decide at once the second finds nothing
    if tx.scalar(delete(JOIN_REQUESTS).where(JOIN_REQUESTS.c.id == request_id).returning(JOIN_REQUESTS.c.id)) is None:
        raise NotFound


def _known(tx: Transaction, request: AnyRow, reach: Reach, chosen: str | None) -> str | None:
    """The person whom the organiser chose, or who has this contact and name."""
    people = people_with_contact(tx, reach, [request.phone], [request.email])
    if chosen is None:
        return next((person.id for person in people if same_name(person.name, request.name)), None)
    if any(person.id == chosen and is_contact_of(request, person) for person in people):
        return chosen
    raise Invalid("She has no contact in common with who asks.", errors={"participant_id": ["Not this person."]})


def _refuse_if_stopped(tx: Transaction, participant_id: str, network_id: str) -> None:
    c = CONSENTS.c
    withdrawn = (c.participant_id == participant_id, c.purpose == INVITATIONS_PURPOSE, ~c.given, c.channel == "")
    if tx.scalar(select(c.id).where(*withdrawn, c.network_id.in_(["", network_id]))) is not None:
        raise Conflict("She stopped the invitations: she begins again on her own page, or tells you that she wants to.")
