"""What waits for a person here, of all networks at once: rolls that nobody closed, and who asks to join."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select

from services.registrations.attendance import ROLLS
from services.registrations.join_request import JOIN_REQUESTS
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.reach import Reach
from shared.database import Transaction

Body = dict[str, Any]

ROLLS_SINCE = timedelta(days=8)  # how long ago an event was, of which this is still said
MOST_ROLLS = 20  # the latest

_E, _N, _J = KNOWN_EVENTS.c, KNOWN_NETWORKS.c, JOIN_REQUESTS.c
_OURS: Any = bindparam("of_organisation")
_OPEN_ROLLS = (
    select(_E.id.label("event_id"), _E.title, _E.starts_at, _E.timezone)
    .outerjoin_from(KNOWN_EVENTS, ROLLS, ROLLS.c.event_id == _E.id)
    .where(_E.organisation == _OURS, _E.ends_at > bindparam("since"), _E.ends_at <= bindparam("until"))
    .where(_E.status != CANCELLED, ROLLS.c.event_id.is_(None))
    .order_by(_E.ends_at.desc())
    .limit(MOST_ROLLS)
)
_ASKED_TO_JOIN = select(_N.id).where(_N.organisation == _OURS, exists().where(_J.network_id == _N.id)).order_by(_N.id)


def attention(tx: Transaction, reach: Reach) -> Body:
    """Gatherings of the last days whose roll is open, the earliest first; networks that somebody asks to join."""
    asked = {"of_organisation": reach.organisation}
    rolls, networks = _OPEN_ROLLS, _ASKED_TO_JOIN
    if reach.network:
        rolls, networks = rolls.where(_E.network_id == reach.network), networks.where(_N.id == reach.network)
    times = {"since": tx.now - ROLLS_SINCE, "until": tx.now}
    found = tx.connection().execute(rolls, asked | times).mappings().all()
    return {
        "open_rolls": [dict(row) for row in reversed(found)],
        "asked_to_join": list(tx.connection().execute(networks, asked).scalars()),
    }
