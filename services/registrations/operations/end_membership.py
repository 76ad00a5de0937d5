"""Ends a membership: she is invited to nothing more, and not told what waits; what she answered stands."""

from sqlalchemy import select, update

from services.registrations.invitation import INVITATIONS
from services.registrations.issuing import announce_to
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.people import find
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.problems import NotFound
from shared.revision import next_revision


def end_membership(tx: Transaction, membership_id: str, *, reach: Reach) -> None:
    """Ends it now; 404 if it has ended. An invitation that she was not told yet stays untold; its link is good."""
    m = MEMBERSHIPS.c
    mine = (m.id == membership_id, m.organisation == reach.organisation, m.ended_at.is_(None))
    member = tx.scalar(select(m.participant_id).where(*mine))
    if member is None:
        raise NotFound
    find(tx, member, reach, lock=True)  # as whoever enters or erases her does: all of them want her seats after it
    known = tx.execute(select(m.network_id, m.revision).where(*mine).with_for_update()).first()
    if known is None or not reach.covers(known.network_id):
        raise NotFound
    ended = {"ended_at": tx.now, "revision": next_revision(known.revision, tx.now)}
    tx.execute(
        update(MEMBERSHIPS).where(m.id == membership_id).values(ended | {"changed_at": tx.now, "changed_by": tx.by})
    )
    i, e = INVITATIONS.c, KNOWN_EVENTS.c
    hers = select(i.event_id).where(i.participant_id == member, i.network_id == known.network_id)
    ahead = select(KNOWN_EVENTS).where(e.id.in_(hers), e.starts_at > tx.now)
    for event in tx.execute(ahead.order_by(e.id)).all():
        announce_to(tx, event, [member], announce=False)
