"""Keeps a person's consent towards a partner; when it is withdrawn, so is all that was told under it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, true

from services.partners.erased_participant import is_erased
from services.partners.known_consent import KnownConsent
from services.partners.mint import Mint
from services.partners.operations.withdraw_attendance import withdraw_attendance
from services.partners.partner import is_partner
from services.partners.told_attendance import ToldAttendance
from services.partners.turn import take_turn
from shared.database import Transaction


@dataclass(frozen=True)
class Statement:
    """What was said of a consent at one revision; `network_id` None means all networks."""

    consent_id: str
    participant_id: str
    partner_id: str
    network_id: str | None
    given: bool
    reference: str | None
    revision: int


def note_consent(tx: Transaction, organisation: str, statement: Statement, *, mint: Mint) -> None:
    """Follows the consent in whatever order statements come: a withdrawal counts even if a newer yes came first."""
    take_turn(tx)
    if is_erased(tx, organisation, statement.participant_id) or not is_partner(tx, organisation, statement.partner_id):
        return
    copy = tx.get(KnownConsent, statement.consent_id)
    if copy is None:
        copy = _new_copy(organisation, statement)
        tx.add(copy)
    copy.take(
        revision=statement.revision,
        given=statement.given,
        reference=statement.reference,
        network_id=statement.network_id,
    )
    if not statement.given:
        for told in tx.scalars(_told_under(organisation, statement)).all():
            withdraw_attendance(tx, told, mint=mint)


def _new_copy(organisation: str, statement: Statement) -> KnownConsent:
    return KnownConsent(
        id=statement.consent_id,
        organisation=organisation,
        participant_id=statement.participant_id,
        partner_id=statement.partner_id,
        revision=-1,
        withdrawn_revision=-1,
    )


def _told_under(organisation: str, statement: Statement) -> Select[ToldAttendance]:
    in_network: ColumnElement[bool] = true()
    if statement.network_id is not None:
        in_network = ToldAttendance.network_id == statement.network_id
    return (
        select(ToldAttendance)
        .where(
            ToldAttendance.organisation == organisation,
            ToldAttendance.participant_id == statement.participant_id,
            ToldAttendance.partner_id == statement.partner_id,
            ToldAttendance.consent_revision < statement.revision,
            ToldAttendance.live,
            in_network,
        )
        .order_by(ToldAttendance.position)
    )
