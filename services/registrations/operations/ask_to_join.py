"""Takes down that somebody asks to join a public network; tells nobody outside, whoever she is."""

from typing import Any

from sqlalchemy import func, insert, select

from services.registrations.base import AnyRow
from services.registrations.join_request import JOIN_REQUESTS, MOST, same_name
from services.registrations.known_network import KNOWN_NETWORKS
from shared.database import Transaction
from shared.problems import NotFound, TooMany

_LATER = 3600


def public_network(tx: Transaction, slug: str) -> AnyRow:
    """The public network with this slug; 404 for every other."""
    n = KNOWN_NETWORKS.c
    query = select(n.id, n.organisation).where(n.slug == slug, n.public).order_by(n.revision.desc()).limit(1)
    row = tx.execute(query).first()
    if row is None:
        raise NotFound
    return row


def ask_to_join(tx: Transaction, network: AnyRow, values: dict[str, Any]) -> None:
    """Keeps her request; asked the same again, it stays one."""
    j = JOIN_REQUESTS.c
    here = j.network_id == network.id
    same = [here, *(j[contact].is_not_distinct_from(values[contact]) for contact in ("phone", "email"))]
    if any(same_name(name, values["name"]) for name in tx.scalars(select(j.name).where(*same))):
        return
    if (tx.scalar(select(func.count()).where(here)) or 0) >= MOST:
        raise TooMany("So many asked to join that somebody must look at them first.", retry_after=_LATER)
    row = {"id": tx.new_id("jrq"), "organisation": network.organisation, "network_id": network.id, "asked_at": tx.now}
    tx.execute(insert(JOIN_REQUESTS).values(row | values))
