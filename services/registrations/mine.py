"""Whose invitation it is that somebody with a link acts on: herself, kept from being erased meanwhile."""

from sqlalchemy import select

from services.registrations.base import AnyRow
from services.registrations.invitation import INVITATIONS
from services.registrations.people import find
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.problems import NotFound


def whose(tx: Transaction, invitation_id: str, organisation: str) -> tuple[AnyRow, AnyRow]:
    """The invitation and its person, locked."""
    i = INVITATIONS.c
    query = select(i.id, i.participant_id, i.network_id).where(i.id == invitation_id, i.organisation == organisation)
    invitation = tx.execute(query).first()
    if invitation is None:
        raise NotFound
    return invitation, find(tx, invitation.participant_id, Reach(organisation), lock=True)
