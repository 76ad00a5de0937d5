"""What an answer must know before it is judged: its event, its invitation, and whether she answered before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from services.registrations.answer import Answer
from services.registrations.handover import Rule
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.registration import REGISTRATIONS, Registration
from shared.database import Transaction


@dataclass(frozen=True)
class Facts:
    """One invitation with its event; read in one statement."""

    organisation: str
    event_id: str
    network_id: str
    participant_id: str
    invitation_id: str
    invitation_revision: int
    removed: bool
    event_status: str
    starts_at: datetime
    ends_at: datetime
    waitlist: str
    registration_id: str | None
    link_is_void: bool

    @property
    def rule(self) -> Rule:
        """What a hand-over needs of it."""
        return Rule(self.starts_at, self.waitlist)

    def refusal(self, answer: Answer) -> str | None:
        """Why this answer does not count, if it does not: judged by the instant at which it reached us."""
        if self.removed:
            return "removed"
        if self.event_status == CANCELLED:
            return "cancelled"
        return "over" if answer.told_at > self.ends_at else None

    def is_void(self, answer: Answer) -> bool:
        """Whether it was given by a link that opens nothing any more."""
        return self.link_is_void and answer.channel == "link"

    def first_claim(self, tx: Transaction, answer: Answer) -> Registration:
        """What she would have by this answer, before it is decided; not stored."""
        return Registration(
            id=tx.new_id("reg"),
            organisation=self.organisation,
            event_id=self.event_id,
            participant_id=self.participant_id,
            invitation_id=self.invitation_id,
            status="",
            party_size=answer.party_size or 1,
            changed_at=tx.now,
            changed_by=tx.by,
            revision=self.invitation_revision,
            answer=answer.word,
            told_at=answer.told_at,
            channel=answer.channel,
        )


def facts_of_all(
    tx: Transaction,
    organisation: str,
    event_id: str,
    *,
    invitation_ids: Sequence[str] = (),
    participant_ids: Sequence[str] = (),
) -> dict[str, Facts]:
    """The facts of these invitations to one event, each by its id or, if asked so, by its person's."""
    found = {}
    for name, query, ids in (("id", _these(), invitation_ids), ("participant_id", _theirs(), participant_ids)):
        if ids:
            whose = {"organisation": organisation, "event_id": event_id, f"{name}s": list(ids)}
            for row in tx.connection().execute(query, whose):
                facts = Facts(**row._mapping)
                found[facts.invitation_id if name == "id" else facts.participant_id] = facts
    return found


def facts_of(
    tx: Transaction,
    organisation: str,
    *,
    invitation_id: str | None = None,
    event_id: str | None = None,
    participant_id: str | None = None,
) -> Facts | None:
    """The facts of one invitation of this organisation, by its id or by event and person; nothing is locked."""
    if invitation_id is not None:
        row = tx.execute(_by_id(), {"organisation": organisation, "id": invitation_id}).first()
    else:
        whose = {"organisation": organisation, "event_id": event_id, "participant_id": participant_id}
        row = tx.execute(_by_person(), whose).first()
    return None if row is None else Facts(**row._mapping)


@cache
def _by_id() -> Any:
    return _query("organisation", "id")


@cache
def _by_person() -> Any:
    return _query("organisation", "event_id", "participant_id")


@cache
def _these() -> Any:
    return _query("organisation", "event_id", several="id")


@cache
def _theirs() -> Any:
    return _query("organisation", "event_id", several="participant_id")


def _query(*keys: str, several: str | None = None) -> Any:
    i, e, r = INVITATIONS.c, KNOWN_EVENTS.c, REGISTRATIONS.c
    among = [i[several].in_(bindparam(f"{several}s", expanding=True))] if several else []
    return (
        select(
            *(i.organisation, i.event_id, i.network_id, i.participant_id, i.id.label("invitation_id")),
            *(i.revision.label("invitation_revision"), i.removed, e.status.label("event_status")),
            *(e.starts_at, e.ends_at, KNOWN_NETWORKS.c.waitlist, r.id.label("registration_id")),
            i.token_hash.is_(None).label("link_is_void"),
        )
        .join_from(INVITATIONS, KNOWN_EVENTS, e.id == i.event_id)
        .join(KNOWN_NETWORKS, KNOWN_NETWORKS.c.id == i.network_id)
        .outerjoin(REGISTRATIONS, r.invitation_id == i.id)
        .where(*(i[key] == bindparam(key) for key in keys), *among)
    )
