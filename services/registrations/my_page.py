"""What a participant sees on her own page: her event and her answer, nobody else, and none of her contacts."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from services.registrations.answer import ANSWERS
from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE
from services.registrations.facts import Facts
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.my_partners import my_partners
from services.registrations.needs import COMING, needs_of
from services.registrations.outcome import Outcome
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import CONTACTS
from services.registrations.registration import REGISTRATIONS, WAITLISTED, rank_at
from shared.database import Transaction
from shared.problems import NotFound

_EVENT = (
    *("uid", "sequence", "title", "theme", "practical", "starts_at", "ends_at", "timezone"),
    *("place", "attendance_mode"),
)
_NETWORK = ("signature", "contact", "wording", "languages")
_HERS = ("answer", "status", "party_size", "position", "offer_until", "seat_held_until")


def my_invitation(tx: Transaction, invitation_id: str, organisation: str) -> dict[str, Any]:
    """The page of one invitation; 404 once its link is void."""
    row = _row(tx, invitation_id, organisation)
    return _page(tx, row, _rank(tx, row)) | _hers_alone(tx, row)


def check_link(tx: Transaction, invitation_id: str, organisation: str) -> None:
    """404 once its link is void."""
    _row(tx, invitation_id, organisation)


def _page(tx: Transaction, row: AnyRow, rank: int | None) -> dict[str, Any]:
    return {
        "invitation_id": row.invitation_id,
        "event": {"id": row.event_id, "status": row.event_status, "wording": row.event_wording}
        | {name: row._mapping[name] for name in _EVENT},
        "network": {name: row._mapping[name] for name in _NETWORK},
        "call_name": row.call_name,
        "language": row.language,
        "discreet": row.discreet,
        "open": not row.removed and row.event_status != CANCELLED and tx.now <= row.ends_at,
        **{name: row._mapping[name] for name in _HERS},
        "position": rank,
    }


def after_yes(tx: Transaction, yeses: Sequence[tuple[Facts, Outcome]]) -> dict[str, dict[str, Any]]:
    """The same after yeses that were taken a moment ago, by invitation, read at once and without counting the line."""
    outcomes = {facts.invitation_id: outcome for facts, outcome in yeses}
    if not outcomes:
        return {}
    whose = {"ids": list(outcomes), "organisation": yeses[0][0].organisation}
    pages = {}
    for row in tx.connection().execute(_query(), whose):
        outcome = outcomes[row.invitation_id]
        became = {"result": outcome.result, "reason": outcome.reason}
        pages[row.invitation_id] = _page(tx, row, outcome.rank) | became
    return pages


def my_answer(tx: Transaction, answer_id: str, organisation: str) -> dict[str, Any]:
    """The page as it is after an answer, with what became of that answer."""
    a = ANSWERS.c
    answer = tx.execute(select(a.invitation_id, a.result, a.reason).where(a.id == answer_id)).one()
    row = _row(tx, answer.invitation_id, organisation)
    return _page(tx, row, _rank(tx, row)) | {"result": answer.result, "reason": answer.reason}


def _row(tx: Transaction, invitation_id: str, organisation: str) -> AnyRow:
    row = tx.connection().execute(_query(), {"ids": [invitation_id], "organisation": organisation}).first()
    if row is None:
        raise NotFound
    return row


@cache
def _query() -> Any:
    i, e, n, p, r = INVITATIONS.c, KNOWN_EVENTS.c, KNOWN_NETWORKS.c, PARTICIPANTS.c, REGISTRATIONS.c
    return (
        select(i.id.label("invitation_id"), i.event_id, i.network_id, i.participant_id, i.removed, i.organisation)
        .add_columns(e.status.label("event_status"), r.id.label("registration_id"))
        .add_columns(e.wording.label("event_wording"))
        .add_columns(*(e[name] for name in _EVENT), *(n[name] for name in _NETWORK))
        .add_columns(p.call_name, p.language, p.discreet, *(r[name] for name in _HERS))
        .join_from(INVITATIONS, KNOWN_EVENTS, e.id == i.event_id)
        .join(KNOWN_NETWORKS, n.id == i.network_id)
        .join(PARTICIPANTS, p.id == i.participant_id)
        .outerjoin(REGISTRATIONS, r.invitation_id == i.id)
        .where(i.id.in_(bindparam("ids", expanding=True)), i.organisation == bindparam("organisation"))
        .where(i.token_hash.is_not(None))
    )


def _rank(tx: Transaction, row: AnyRow) -> int | None:
    return rank_at(tx, row.event_id, row.position) if row.status == WAITLISTED else None


def _hers_alone(tx: Transaction, row: AnyRow) -> dict[str, Any]:
    """What she needs, and how she is written to; of her contacts only that there are any."""
    p, c = PARTICIPANTS.c, CONSENTS.c
    mine = select(p.channels, p.phone, p.email, p.protected).where(p.id == row.participant_id)
    person = tx.execute(mine).one()
    withdrawn = (c.participant_id == row.participant_id, c.purpose == INVITATIONS_PURPOSE, ~c.given)
    here = select(c.network_id, c.channel).where(*withdrawn, c.network_id.in_(["", row.network_id]))
    stopped = {(network_id, channel) for network_id, channel in tx.execute(here)}
    everywhere, here_only = ("", "") in stopped, (row.network_id, "") in stopped
    return {
        "needs": needs_of(tx, [row.registration_id]).get(row.registration_id) if row.registration_id else None,
        "needs_open": row.status in COMING and tx.now < row.starts_at,
        "channels": person.channels,
        "possible_channels": [channel for channel, contact in CONTACTS.items() if person._mapping[contact]],
        "stopped": "everywhere" if everywhere else "here" if here_only else None,
        "stopped_channels": sorted({channel for _, channel in stopped if channel}),
        "partners": my_partners(
            tx, row.participant_id, row.network_id, organisation=row.organisation, protected=person.protected
        ),
    }
