"""Answers: a journal of everything anyone answered, whether it counted or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import Instant

ACCEPTED, DECLINED, TENTATIVE = "accepted", "declined", "tentative"
WORDS = (ACCEPTED, DECLINED, TENTATIVE)
TAKEN, REFUSED, TOO_OLD = "taken", "refused", "too_old"

HASTY = ("link", "email")  # channels on which a mail scanner may answer before the person does
AT_ONCE = ("link", "page", "api")  # channels whose answers are handled while they are given

ANSWERS = Table(
    "answers",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("event_id"),
    text_id("participant_id"),
    text_id("invitation_id"),
    Column("answer", String(10), nullable=False),
    Column("party_size", Integer),
    Column("told_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("channel", String(10), nullable=False),
    Column("by", String(120), nullable=False),
    Column("result", String(10), nullable=False),
    Column("reason", String(20)),
    Index("ix_answers_invitation_id", "invitation_id"),
    Index("ix_answers_participant_id", "participant_id"),
)


@dataclass(frozen=True)
class Answer:
    """What a person said, when it first reached us, and how. No party size: as before, or herself alone."""

    word: str
    party_size: int | None
    told_at: datetime
    channel: str

    def newer_than(self, known: datetime | None) -> bool:
        """Whether it counts beside the newest one known. Of one instant, only one that is given now is no repeat."""
        if known is None or self.told_at > known:
            return True
        return self.channel in AT_ONCE and self.told_at == known
