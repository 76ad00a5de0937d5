"""Ends a membership: she is invited to nothing more; what she answered stands."""

from sqlalchemy import select, update

from services.registrations.membership import MEMBERSHIPS
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.problems import NotFound
from shared.revision import next_revision


def end_membership(tx: Transaction, membership_id: str, *, reach: Reach) -> None:
    """Ends it now; 404 if it has ended."""
    m = MEMBERSHIPS.c
    mine = (m.id == membership_id, m.organisation == reach.organisation, m.ended_at.is_(None))
    known = tx.execute(select(m.network_id, m.revision).where(*mine).with_for_update()).first()
    if known is None or not reach.covers(known.network_id):
        raise NotFound
    ended = {"ended_at": tx.now, "revision": next_revision(known.revision, tx.now)}
    tx.execute(
        update(MEMBERSHIPS).where(m.id == membership_id).values(ended | {"changed_at": tx.now, "changed_by": tx.by})
    )
