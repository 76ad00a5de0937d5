"""Tells each partner that may know what has become of one person's attendance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from services.partners import partner_messages
from services.partners.attendance_log import LogEntry, append
from services.partners.base import table_of
from services.partners.erased_participant import is_erased
from services.partners.grant import granted_partners
from services.partners.known_attendance import KnownAttendance
from services.partners.known_consent import Agreement, KnownConsent, still_agreed
from services.partners.known_event import KnownEvent, find_event
from services.partners.known_network import find_network
from services.partners.mint import Mint
from services.partners.operations.withdraw_attendance import withdraw_attendance
from services.partners.pseudonym import pseudonym_for
from services.partners.told_attendance import Kind, ToldAttendance, what_to_tell
from services.partners.turn import take_turn
from shared.database import Transaction
from shared.dispatcher import NotYet
from shared.sql import follow


@dataclass(frozen=True)
class Attendance:
    """An attendance at one revision: `agreed` names the partners that the person had said yes to."""

    id: str
    organisation: str
    revision: int
    event_id: str
    network_id: str
    participant_id: str | None
    withdrawn: bool
    status: str
    recorded_at: datetime
    agreed: Mapping[str, Agreement]
    again: bool = False


def tell_attendance(tx: Transaction, attendance: Attendance, *, mint: Mint) -> None:
    """Brings every partner's log from the revision it knows to this one; an older revision changes nothing.

    A walk-in is nobody's news. Raises NotYet if a partner must be told and the event is not known here.
    """
    take_turn(tx)
    if attendance.participant_id and is_erased(tx, attendance.organisation, attendance.participant_id):
        return
    if not _is_news(tx, attendance):
        return
    told = _told(tx, attendance)
    agreed = _agreed(tx, attendance)
    concerned = sorted(told.keys() | agreed.keys())
    granted = granted_partners(tx, attendance.organisation, attendance.network_id, concerned)
    for partner_id in concerned:
        before, agreement = told.get(partner_id), agreed.get(partner_id)
        kind = what_to_tell(
            live=before is not None and before.live,
            agreed=agreement is not None,
            granted=partner_id in granted,
            withdrawn=attendance.withdrawn,
        )
        if kind is Kind.WITHDRAWN and before:
            reference = agreement.reference if agreement else None
            withdraw_attendance(tx, before, mint=mint, heard=attendance.revision, reference=reference)
        elif kind and agreement and not (before and attendance.again and _stands(tx, before, attendance, agreement)):
            _tell(tx, kind, attendance, before or _first(attendance, partner_id, mint), agreement, mint)


def _is_news(tx: Transaction, attendance: Attendance) -> bool:
    row = {"id": attendance.id, "organisation": attendance.organisation, "revision": attendance.revision}
    return follow(tx, table_of(KnownAttendance), row)


def _told(tx: Transaction, attendance: Attendance) -> dict[str, ToldAttendance]:
    query = select(ToldAttendance).where(
        ToldAttendance.organisation == attendance.organisation, ToldAttendance.attendance_id == attendance.id
    )
    return {told.partner_id: told for told in tx.scalars(query)}


def _agreed(tx: Transaction, attendance: Attendance) -> dict[str, Agreement]:
    """The agreements that no later withdrawal has overtaken."""
    if attendance.participant_id is None or not attendance.agreed:
        return {}
    query = select(KnownConsent).where(
        KnownConsent.organisation == attendance.organisation,
        KnownConsent.participant_id == attendance.participant_id,
        KnownConsent.partner_id.in_(attendance.agreed),
        KnownConsent.network_id.is_(None) | (KnownConsent.network_id == attendance.network_id),
    )
    copies: dict[str, list[KnownConsent]] = {}
    for copy in tx.scalars(query):
        copies.setdefault(copy.partner_id, []).append(copy)
    standing = {
        partner_id: still_agreed(agreement, copies.get(partner_id, ()))
        for partner_id, agreement in attendance.agreed.items()
    }
    return {partner_id: agreement for partner_id, agreement in standing.items() if agreement}


def _stands(tx: Transaction, told: ToldAttendance, attendance: Attendance, agreement: Agreement) -> bool:
    """Whether its log already says what is said again; what has left the log is not told anew."""
    where = (LogEntry.partner_id == told.partner_id, LogEntry.position == told.position)
    body = tx.scalar(select(LogEntry.body).where(*where, LogEntry.organisation == told.organisation))
    if not told.live or body is None:
        return told.live
    data = partner_messages.data_of(body)
    said = data["status"], data["recorded_at"], data["reference"]
    return said == (attendance.status, partner_messages.to_the_minute(attendance.recorded_at), agreement.reference)


def _first(attendance: Attendance, partner_id: str, mint: Mint) -> ToldAttendance:
    return ToldAttendance(
        partner_id=partner_id,
        attendance_id=attendance.id,
        id=mint("att"),
        organisation=attendance.organisation,
        revision=0,
    )


def _tell(
    tx: Transaction, kind: Kind, attendance: Attendance, told: ToldAttendance, agreement: Agreement, mint: Mint
) -> None:
    event = find_event(tx, attendance.organisation, attendance.event_id)
    if event is None:
        raise NotYet("events", attendance.event_id)
    participant_id = str(attendance.participant_id)  # nobody agrees for a walk-in
    told.participant_id, told.network_id = participant_id, attendance.network_id
    told.consent_revision, told.live = agreement.consent_revision, True
    data = {
        "id": told.id,
        "revision": told.raise_revision(attendance.revision),
        "person": pseudonym_for(
            tx,
            attendance.organisation,
            partner_id=told.partner_id,
            participant_id=participant_id,
            mint=mint,
        ),
        "reference": agreement.reference,
        "event": shown_event(tx, event),
        "status": attendance.status,
        "recorded_at": partner_messages.to_the_minute(attendance.recorded_at),
    }
    entry = partner_messages.entry(kind, data, message_id=mint("msg"), at=tx.now)
    told.position = append(tx, told.organisation, told.partner_id, entry)
    tx.add(told)


def shown_event(tx: Transaction, event: KnownEvent) -> dict[str, object]:
    """The event as partners are told of it. Raises NotYet if its network is not known here."""
    network = find_network(tx, event.organisation, event.network_id)
    if network is None:
        raise NotYet("events", event.network_id)
    return {
        "uid": event.uid,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "timezone": event.timezone,
        "network": network.slug,
    }
