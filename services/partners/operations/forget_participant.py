"""Forgets an erased person: what partners were told of her is taken back, and her names are parted from her."""

from sqlalchemy import delete, select

from services.partners.attendance_log import LogEntry
from services.partners.erased_participant import ErasedParticipant, is_erased
from services.partners.known_consent import KnownConsent
from services.partners.mint import Mint
from services.partners.operations.withdraw_attendance import withdraw_attendance
from services.partners.partner_messages import without_reference
from services.partners.pseudonym import Pseudonym
from services.partners.told_attendance import ToldAttendance
from services.partners.turn import take_turn
from shared.database import Transaction


def forget_participant(tx: Transaction, organisation: str, participant_id: str, *, mint: Mint) -> None:
    """The logs keep only pseudonyms that lead to nobody; a tombstone keeps late messages from bringing her back."""
    take_turn(tx)
    if is_erased(tx, organisation, participant_id):
        return
    tx.add(ErasedParticipant(participant_id=participant_id, organisation=organisation, erased_at=tx.now))
    hers = select(ToldAttendance).where(
        ToldAttendance.organisation == organisation, ToldAttendance.participant_id == participant_id
    )
    for told in tx.scalars(hers.order_by(ToldAttendance.partner_id, ToldAttendance.position)).all():
        withdraw_attendance(tx, told, mint=mint)
        _drop_references(tx, told)
        tx.delete(told)
    for table in (Pseudonym, KnownConsent):
        tx.execute(delete(table).where(table.participant_id == participant_id, table.organisation == organisation))


def _drop_references(tx: Transaction, told: ToldAttendance) -> None:
    query = select(LogEntry).where(
        LogEntry.partner_id == told.partner_id,
        LogEntry.subject == told.id,
        LogEntry.organisation == told.organisation,
    )
    for entry in tx.scalars(query):
        entry.body = without_reference(entry.body)
