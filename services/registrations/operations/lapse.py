"""Ends what stood only for a while: offers nobody took, and seats kept for the grace of a decline."""

from sqlalchemy import select

from services.registrations import claims, history, registration, saying, seats
from services.registrations.handover import Rule, hand_over
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.registration import CANCELLED, OFFERED, REGISTRATIONS
from shared.contracts.registrations import OFFER_LAPSED
from shared.database import Transaction


def events_with_something_to_lapse(tx: Transaction, *, limit: int = 50) -> list[tuple[str, str]]:
    """Events, with their organisation, in which an offer or a grace has run out."""
    r = REGISTRATIONS.c
    query = select(r.event_id, r.organisation).where(r.due_at <= tx.now).distinct().order_by(r.event_id)
    return [(row.event_id, row.organisation) for row in tx.execute(query.limit(limit))]


def lapse(tx: Transaction, event_id: str, *, organisation: str) -> int:
    """Frees those seats and hands them over; says how many ran out. An answer that came first has won."""
    counters = seats.lock(tx, event_id, organisation)
    r = REGISTRATIONS.c
    run_out = registration.load(tx, r.event_id == event_id, r.due_at <= tx.now)
    lapsed = [claim for claim in run_out if claim.status == OFFERED]
    for claim in run_out:
        offered = claim.status == OFFERED
        claims.step_back(counters, claim, CANCELLED if offered else claim.status)
        claim.touch(tx, "offer_lapsed" if offered else "grace_over")
    registration.save(tx, run_out)
    history.write(tx, run_out)
    moved = hand_over(tx, counters, rule_of(tx, event_id))
    seats.save(tx, counters)
    saying.say_registrations(tx, lapsed, OFFER_LAPSED)
    saying.say_registrations(tx, moved)
    return len(run_out)


def rule_of(tx: Transaction, event_id: str) -> Rule:
    """What a hand-over must know of this event."""
    e, n = KNOWN_EVENTS.c, KNOWN_NETWORKS.c
    query = select(e.starts_at, n.waitlist).join(KNOWN_NETWORKS, n.id == e.network_id).where(e.id == event_id)
    row = tx.execute(query).one()
    return Rule(row.starts_at, row.waitlist)
