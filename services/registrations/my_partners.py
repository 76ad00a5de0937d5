"""Which partners may know when a person was there, as she and those who write it down for her see it."""

from typing import Any

from sqlalchemy import select

from services.registrations.consent import ATTENDANCE_PURPOSE, CONSENTS, partners_agreed
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.known_partner import KNOWN_PARTNERS
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound


def partners_of_network(tx: Transaction, network_id: str, reach: Reach, **paging: Any) -> dict[str, Any]:
    """The organisation's partners, and whether each may be told of attendance in this network."""
    n, k = KNOWN_NETWORKS.c, KNOWN_PARTNERS.c
    mine = (n.id == network_id, n.organisation == reach.organisation)
    if not reach.covers(network_id) or tx.scalar(select(n.id).where(*mine)) is None:
        raise NotFound
    query = select(*k).where(k.organisation == reach.organisation)

    def show(row: Any) -> dict[str, Any]:
        return {"id": row.id, "name": row.name, "granted": network_id in row.network_ids, "removed": row.removed}

    return page(tx, query, k.id, show=show, **paging)


def my_partners(
    tx: Transaction, participant_id: str, network_id: str, *, organisation: str, protected: bool
) -> list[dict[str, Any]]:
    """Those she agreed to, and those she can be asked about here: of a protected person no partner is told."""
    k, c = KNOWN_PARTNERS.c, CONSENTS.c
    known = tx.execute(select(*k).where(k.organisation == organisation, ~k.removed).order_by(k.id)).all()
    if not known:
        return []
    here = (c.participant_id == participant_id, c.purpose == ATTENDANCE_PURPOSE, c.network_id.in_(["", network_id]))
    consents = tx.execute(select(CONSENTS).where(*here)).all()
    agreed = {one["partner_id"] for one in partners_agreed(consents, network_id)}
    asked = {consent.partner_id for consent in consents}
    # what was withdrawn for all networks is not given back from the page of one
    withdrawn = {consent.partner_id for consent in consents if not consent.network_id and not consent.given}
    shown = [
        {
            "id": partner.id,
            "name": partner.name,
            "agreed": partner.id in agreed if partner.id in asked else None,
            "open": network_id in partner.network_ids and not protected and partner.id not in withdrawn,
        }
        for partner in known
    ]
    return [one for one in shown if one["agreed"] or one["open"]]
