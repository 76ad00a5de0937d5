"""A person's consent that a partner is told of her attendance, as `registrations` last stated it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import BigId


@dataclass(frozen=True)
class Agreement:
    """What a message about an attendance says was agreed: under which revision of the consent, with which reference."""

    consent_revision: int
    reference: str | None


class KnownConsent(Owned, Base):
    """`withdrawn_revision` is the last revision at which it was withdrawn, even if it was given anew since."""

    __tablename__ = "known_consents"
    __table_args__ = (Index("ix_known_consents_participant_id", "participant_id", "partner_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    participant_id: Mapped[str] = mapped_column(String(40))
    partner_id: Mapped[str] = mapped_column(String(40))
    network_id: Mapped[str | None] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(BigId)
    given: Mapped[bool]
    reference: Mapped[str | None] = mapped_column(String(200))
    withdrawn_revision: Mapped[int] = mapped_column(BigId)

    def take(self, *, revision: int, given: bool, reference: str | None, network_id: str | None) -> None:
        """Takes a statement, in whatever order statements come."""
        if revision > self.revision:
            self.revision, self.given, self.network_id = revision, given, network_id
            self.reference = reference if given else None
        if not given:
            self.withdrawn_revision = max(self.withdrawn_revision, revision)


def still_agreed(agreement: Agreement, copies: Iterable[KnownConsent]) -> Agreement | None:
    """The agreement with the newest reference, or None if any of these consents was withdrawn after it."""
    for copy in sorted(copies, key=lambda copy: copy.revision):
        if copy.withdrawn_revision > agreement.consent_revision:
            return None
        if copy.given and copy.revision > agreement.consent_revision:
            agreement = replace(agreement, reference=copy.reference)
    return agreement
