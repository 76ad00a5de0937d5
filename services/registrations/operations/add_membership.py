"""Makes a person a member of a network; she is invited to its dates that are still open."""

from sqlalchemy import insert, select, update

from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.operations.invite import invite_to_open_events
from services.registrations.people import find
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.keys import Keys
from shared.problems import NotFound
from shared.revision import next_revision


def add_membership(
    tx: Transaction,
    participant_id: str,
    network_id: str,
    *,
    reach: Reach,
    tags: list[str] | None,
    keys: Keys,
) -> str:
    """The membership's id; one that lives is kept, with new tags if any are given."""
    # locked, so that she is not erased at this moment, and made a member once
    person = find(tx, participant_id, Reach(reach.organisation), lock=True)
    n, m = KNOWN_NETWORKS.c, MEMBERSHIPS.c
    mine = select(n.id).where(n.id == network_id, n.organisation == reach.organisation)
    if not reach.covers(network_id) or tx.scalar(mine) is None:
        raise NotFound
    live = (m.participant_id == person.id, m.network_id == network_id, m.ended_at.is_(None))
    known = tx.execute(select(m.id, m.revision).where(*live)).first()
    who = {"changed_at": tx.now, "changed_by": tx.by}
    if known:
        if tags is not None:
            changed = {"tags": tags, "revision": next_revision(known.revision, tx.now)} | who
            tx.execute(update(MEMBERSHIPS).where(m.id == known.id).values(changed))
        return str(known.id)
    row = {
        "id": tx.new_id("mem"),
        "organisation": reach.organisation,
        "participant_id": person.id,
        "network_id": network_id,
        "tags": tags or [],
        "since": tx.now,
        "revision": next_revision(0, tx.now),
    }
    tx.execute(insert(MEMBERSHIPS).values(row | who))
    invite_to_open_events(tx, person.id, organisation=reach.organisation, keys=keys)
    return str(row["id"])
