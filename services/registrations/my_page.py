"""What a participant sees on her own page: her event and her answer, nobody else, and none of her contacts."""

from typing import Any

from sqlalchemy import select

from services.registrations.answer import ANSWERS
from services.registrations.base import AnyRow
from services.registrations.facts import Facts
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.outcome import Outcome
from services.registrations.participant import PARTICIPANTS
from services.registrations.registration import REGISTRATIONS, WAITLISTED, rank_at
from shared.database import Transaction
from shared.problems import NotFound

_EVENT = (
    *("uid", "sequence", "title", "theme", "practical", "starts_at", "ends_at", "timezone"),
    *("place", "attendance_mode"),
)
_HERS = ("answer", "status", "party_size", "position", "offer_until", "seat_held_until")


def my_invitation(tx: Transaction, invitation_id: str, organisation: str) -> dict[str, Any]:
    """The page of one invitation; 404 once its link is void."""
    row = _row(tx, invitation_id, organisation)
    return _page(tx, row, _rank(tx, row))


def _page(tx: Transaction, row: AnyRow, rank: int | None) -> dict[str, Any]:
    return {
        "invitation_id": row.invitation_id,
        "event": {"id": row.event_id, "status": row.event_status, "wording": row.event_wording}
        | {name: row._mapping[name] for name in _EVENT},
        "network": {"signature": row.signature, "contact": row.contact, "wording": row.wording},
        "call_name": row.call_name,
        "language": row.language,
        "discreet": row.discreet,
        "open": not row.removed and row.event_status != CANCELLED and tx.now <= row.ends_at,
        **{name: row._mapping[name] for name in _HERS},
        "position": rank,
    }


def my_yes(tx: Transaction, facts: Facts, outcome: Outcome) -> dict[str, Any]:
    """The same after a yes that was taken a moment ago, without counting the line."""
    row = _row(tx, facts.invitation_id, facts.organisation)
    return _page(tx, row, outcome.rank) | {"result": outcome.result, "reason": outcome.reason}


def my_answer(tx: Transaction, answer_id: str, organisation: str) -> dict[str, Any]:
    """The page as it is after an answer, with what became of that answer."""
    a = ANSWERS.c
    answer = tx.execute(select(a.invitation_id, a.result, a.reason).where(a.id == answer_id)).one()
    page = my_invitation(tx, answer.invitation_id, organisation)
    return page | {"result": answer.result, "reason": answer.reason}


def _row(tx: Transaction, invitation_id: str, organisation: str) -> AnyRow:
    i, e, n, p, r = INVITATIONS.c, KNOWN_EVENTS.c, KNOWN_NETWORKS.c, PARTICIPANTS.c, REGISTRATIONS.c
    query = (
        select(i.id.label("invitation_id"), i.event_id, i.removed, e.status.label("event_status"))
        .add_columns(e.wording.label("event_wording"))
        .add_columns(*(e[name] for name in _EVENT), n.signature, n.contact, n.wording)
        .add_columns(p.call_name, p.language, p.discreet, *(r[name] for name in _HERS))
        .join_from(INVITATIONS, KNOWN_EVENTS, e.id == i.event_id)
        .join(KNOWN_NETWORKS, n.id == i.network_id)
        .join(PARTICIPANTS, p.id == i.participant_id)
        .outerjoin(REGISTRATIONS, r.invitation_id == i.id)
        .where(i.id == invitation_id, i.organisation == organisation, i.token_hash.is_not(None))
    )
    row = tx.execute(query).first()
    if row is None:
        raise NotFound
    return row


def _rank(tx: Transaction, row: AnyRow) -> int | None:
    return rank_at(tx, row.event_id, row.position) if row.status == WAITLISTED else None
