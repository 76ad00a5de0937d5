"""Participants: people as they want to be called and reached; an erased one leaves a row without anything of hers."""

from collections.abc import Iterable

from sqlalchemy import Boolean, Column, Index, String, Table, select

from services.registrations.base import METADATA, changed, organisation, text_id
from shared.columns import BigId, Instant, JsonText
from shared.database import Transaction

_PIECE = 500  # ids in one IN (…)

PARTICIPANTS = Table(
    "participants",
    METADATA,
    text_id("id", key=True),
    organisation(),
    Column("name", String(200), nullable=False),
    Column("call_name", String(60), nullable=False),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("language", String(20), nullable=False),
    Column("channels", JsonText, nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("discreet", Boolean, nullable=False),
    Column("unreachable", JsonText, nullable=False),
    Column("revision", BigId, nullable=False),
    Column("created_at", Instant, nullable=False),
    *changed(),
    Column("erased_at", Instant),
    Index("ix_participants_organisation_id", "organisation", "id"),
    Index("ix_participants_phone", "organisation", "phone"),
    Index("ix_participants_email", "organisation", "email"),
)


def call_name_of(name: str) -> str:
    """What she is called unless she says otherwise: the first word of her name."""
    return name.split()[0][:60]


def hold_still(tx: Transaction, organisation: str, participant_ids: Iterable[str]) -> None:
    """Keeps these people from being changed or erased until this transaction ends."""
    p, in_order = PARTICIPANTS.c, sorted(set(participant_ids))  # so that two never wait for each other in a ring
    for start in range(0, len(in_order), _PIECE):
        some = (p.id.in_(in_order[start : start + _PIECE]), p.organisation == organisation)
        tx.execute(select(p.id).where(*some).order_by(p.id).with_for_update(read=True))
