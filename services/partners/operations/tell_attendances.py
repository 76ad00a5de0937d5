"""Tells partners of many attendances at once: those of which nobody was told yet, in a handful of statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from services.partners import partner_messages
from services.partners.attendance_log import Entry, append_all
from services.partners.base import table_of
from services.partners.erased_participant import ErasedParticipant
from services.partners.grant import grants_among
from services.partners.known_attendance import KnownAttendance
from services.partners.known_consent import Agreement, KnownConsent, still_agreed
from services.partners.known_event import KnownEvent
from services.partners.mint import Mint
from services.partners.operations.tell_attendance import Attendance, shown_event, tell_attendance
from services.partners.pseudonym import pseudonyms_for
from services.partners.told_attendance import Kind, ToldAttendance
from services.partners.turn import take_turn
from shared.database import Transaction
from shared.dispatcher import NotYet
from shared.sql import follow_all

Heard = tuple[str, Attendance, Agreement]  # the partner to be told, of what, under which agreement


def tell_attendances(tx: Transaction, attendances: Sequence[Attendance], *, mint: Mint) -> None:
    """What `tell_attendance` does to each in turn; no two of them are the same attendance."""
    take_turn(tx)
    for organisation in sorted({attendance.organisation for attendance in attendances}):
        mine = [attendance for attendance in attendances if attendance.organisation == organisation]
        told = _told(tx, organisation, mine)
        simple = [one for one in mine if one.participant_id and not one.withdrawn and one.id not in told]
        _tell_first(tx, organisation, simple, mint)
        done = {attendance.id for attendance in simple}
        for attendance in mine:
            if attendance.id not in done:
                tell_attendance(tx, attendance, mint=mint)


def _told(tx: Transaction, organisation: str, attendances: Sequence[Attendance]) -> set[str]:
    asked = [attendance.id for attendance in attendances]
    mine = (ToldAttendance.organisation == organisation, ToldAttendance.attendance_id.in_(asked))
    return set(tx.scalars(select(ToldAttendance.attendance_id).where(*mine)))


def _tell_first(tx: Transaction, organisation: str, attendances: Sequence[Attendance], mint: Mint) -> None:
    """Tells of attendances that no partner heard of before."""
    heard = list(_agreed(tx, organisation, _news(tx, organisation, attendances)))
    granted = grants_among(tx, organisation, {partner for partner, _, _ in heard})
    heard = [one for one in heard if (one[0], one[1].network_id) in granted]
    if not heard:
        return
    events = _events(tx, organisation, {attendance.event_id for _, attendance, _ in heard})
    persons = pseudonyms_for(tx, organisation, {(p, str(a.participant_id)) for p, a, _ in heard}, mint=mint)
    by_partner: dict[str, list[tuple[dict[str, Any], Entry]]] = defaultdict(list)
    for partner_id, attendance, agreement in heard:
        told = _row(partner_id, attendance, agreement, mint)
        person = persons[partner_id, str(attendance.participant_id)]
        data = {"person": person, "event": events[attendance.event_id], "reference": agreement.reference}
        by_partner[partner_id].append((told, _entry(tx, told, attendance, data, mint)))
    rows = []
    for partner_id, entries in sorted(by_partner.items()):
        first = append_all(tx, organisation, partner_id, [entry for _, entry in entries])
        rows += [told | {"position": first + place} for place, (told, _) in enumerate(entries)]
    tx.connection().execute(insert(table_of(ToldAttendance)), rows)


def _news(tx: Transaction, organisation: str, attendances: Sequence[Attendance]) -> list[Attendance]:
    """Those of people who were not erased, at a revision that was not heard before."""
    people = {attendance.participant_id for attendance in attendances}
    gone = (ErasedParticipant.participant_id.in_(people), ErasedParticipant.organisation == organisation)
    erased = set(tx.scalars(select(ErasedParticipant.participant_id).where(*gone)))
    asked = [attendance for attendance in attendances if attendance.participant_id not in erased]
    rows = [{"id": one.id, "organisation": organisation, "revision": one.revision} for one in asked]
    new = follow_all(tx, table_of(KnownAttendance), rows)
    return [attendance for attendance in asked if attendance.id in new]


def _agreed(tx: Transaction, organisation: str, attendances: Sequence[Attendance]) -> Iterable[Heard]:
    """Each with the partners she agreed to, unless a later withdrawal has overtaken that."""
    copies: dict[tuple[str, str], list[KnownConsent]] = defaultdict(list)
    people = {attendance.participant_id for attendance in attendances if attendance.agreed}
    query = select(KnownConsent).where(KnownConsent.organisation == organisation)
    for copy in tx.scalars(query.where(KnownConsent.participant_id.in_(people))) if people else ():
        copies[copy.participant_id, copy.partner_id].append(copy)
    for attendance in attendances:
        for partner_id, agreement in attendance.agreed.items():
            here = copies.get((str(attendance.participant_id), partner_id), ())
            covering = [copy for copy in here if copy.network_id in (None, attendance.network_id)]
            if standing := still_agreed(agreement, covering):
                yield partner_id, attendance, standing


def _events(tx: Transaction, organisation: str, event_ids: set[str]) -> dict[str, dict[str, object]]:
    query = select(KnownEvent).where(KnownEvent.organisation == organisation, KnownEvent.id.in_(event_ids))
    events = {event.id: event for event in tx.scalars(query.execution_options(populate_existing=True))}
    for event_id in sorted(event_ids - events.keys()):
        raise NotYet("events", event_id)
    return {event_id: shown_event(tx, event) for event_id, event in events.items()}


def _row(partner_id: str, attendance: Attendance, agreement: Agreement, mint: Mint) -> dict[str, Any]:
    return {
        "partner_id": partner_id,
        "attendance_id": attendance.id,
        "id": mint("att"),
        "organisation": attendance.organisation,
        "participant_id": attendance.participant_id,
        "network_id": attendance.network_id,
        "revision": max(1, attendance.revision),
        "consent_revision": agreement.consent_revision,
        "live": True,
    }


def _entry(tx: Transaction, told: dict[str, Any], attendance: Attendance, data: dict[str, Any], mint: Mint) -> Entry:
    said = data | {
        "id": told["id"],
        "revision": told["revision"],
        "status": attendance.status,
        "recorded_at": partner_messages.to_the_minute(attendance.recorded_at),
    }
    return partner_messages.entry(Kind.RECORDED, said, message_id=mint("msg"), at=tx.now)
