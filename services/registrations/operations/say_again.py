"""Says again how everything stands that this service decides, at risen revisions; locks as those do who change it."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sqlalchemy import Table, select, update

from services.registrations import saying, seats
from services.registrations.attendance import ATTENDANCE, ATTENDANCE_CHANGES
from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, partners_agreed
from services.registrations.invitation import INVITATIONS
from services.registrations.issuing import saying_of as saying_of_invitations
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.operations.record_consents import saying_of as saying_of_consent
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import saying_of as saying_of_person
from services.registrations.registration import COLUMNS, REGISTRATIONS, Registration, rank_of
from services.registrations.roll import Entry, consents_of
from services.registrations.seats import SEATS
from shared.contracts import registrations as contracts
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.republish import Kind, risen

_SEATS = ("event_id", "capacity", "allowed", "taken", "waiting")
_ENTRY = tuple(Entry.__dataclass_fields__)


def say_participants(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """People after this id; of the erased, that they are."""
    rows = _raised(tx, PARTICIPANTS, after, limit)
    there = [saying_of_person(row.organisation, row._asdict()) for row in rows if row.erased_at is None]
    gone = [Saying(row.organisation, row.id, row.revision, {"id": row.id}) for row in rows if row.erased_at]
    put_all(tx, contracts.PARTICIPANT_CHANGED, there, again=True)
    put_all(tx, contracts.PARTICIPANT_ERASED, gone, again=True)
    return [row.id for row in rows]


def say_consents(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Consents after this id, given or withdrawn; those of the erased are forgotten by all who heard of it."""
    c, p = CONSENTS.c, PARTICIPANTS.c
    hers = select(c.id).join(PARTICIPANTS, p.id == c.participant_id).where(p.erased_at.is_(None), c.id > after)
    ids = tx.scalars(hers.order_by(c.id).limit(limit).with_for_update(of=CONSENTS)).all()
    rows = _raise(tx, CONSENTS, ids)
    put_all(
        tx, contracts.CONSENT_CHANGED, [saying_of_consent(row.organisation, row._asdict()) for row in rows], again=True
    )
    return [row.id for row in rows]


def say_invitations(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Invitations after this id, those to one event in one message; whoever has one is not invited again."""
    found = tx.execute(
        select(INVITATIONS.c.id, INVITATIONS.c.event_id, INVITATIONS.c.organisation)
        .where(INVITATIONS.c.id > after)
        .order_by(INVITATIONS.c.id)
        .limit(limit)
    ).all()
    _lock_seats(tx, found)
    rows = _raise(tx, INVITATIONS, [row.id for row in found])
    sayings = []
    for (event_id, announce), same in groupby(sorted(rows, key=_to_one_event), key=_to_one_event):
        issued = sorted(same, key=lambda row: row.id)
        newest = max(row.revision for row in issued)
        sayings.append(saying_of_invitations(event_id, issued[0], issued, announce, newest))
    put_all(tx, contracts.INVITATIONS_ISSUED, sayings, again=True)
    return [row.id for row in rows]


def say_registrations(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Registrations after this id, each with the answer that led to it."""
    r = REGISTRATIONS.c
    query = select(r.id, r.event_id, r.organisation).where(r.id > after).order_by(r.id).limit(limit)
    found = tx.execute(query).all()
    _lock_seats(tx, found)
    ids = [row.id for row in found]
    tx.execute(update(REGISTRATIONS).where(r.id.in_(ids)).values(revision=risen(r.revision, tx)))
    columns = [r[name] for name in COLUMNS]
    rows = tx.execute(select(*columns, rank_of(r.event_id, r.position).label("rank")).where(r.id.in_(ids))).all()
    saying.say_again(tx, [(Registration(**_only(row, COLUMNS)), row.rank) for row in rows])
    return ids


def say_seats(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Counters of events after this id."""
    rows = _raised(tx, SEATS, after, limit, key="event_id")
    sayings = [Saying(row.organisation, row.event_id, row.revision, _only(row, _SEATS)) for row in rows]
    put_all(tx, contracts.SEATS_CHANGED, sayings, again=True)
    return [row.event_id for row in rows]


def say_attendance(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Entries of the roll after this id, also those withdrawn, with the partners agreed to now."""
    rows = _raised(tx, ATTENDANCE, after, limit)
    _say_entries(tx, rows)
    return [row.id for row in rows]


def say_attendance_of(tx: Transaction, participant_id: str) -> None:
    """All entries of one person of whom partners may now know less, or more, than before; she is locked."""
    a = ATTENDANCE.c
    hers = select(a.id).where(a.participant_id == participant_id).order_by(a.id).with_for_update()
    _say_entries(tx, _raise(tx, ATTENDANCE, tx.scalars(hers).all()))


def _say_entries(tx: Transaction, rows: Sequence[AnyRow]) -> None:
    e, c = KNOWN_EVENTS.c, ATTENDANCE_CHANGES.c
    events = select(e.id, e.network_id).where(e.id.in_({row.event_id for row in rows}))
    networks = {row.id: row.network_id for row in tx.execute(events)}
    last = {}
    changes = select(c.attendance_id, c.change, c.reason).where(c.attendance_id.in_([row.id for row in rows]))
    for change in tx.execute(changes.order_by(c.revision)):
        last[change.attendance_id] = change
    consents = consents_of(tx, {row.participant_id for row in rows if row.participant_id})
    sayings = []
    for row in rows:
        hers = [consent for consent in consents if consent.participant_id == row.participant_id]
        data = asdict(Entry(**_only(row, _ENTRY))) | {
            "network_id": networks[row.event_id],
            "change": last[row.id].change,
            "reason": last[row.id].reason,
            "partners": partners_agreed(hers, networks[row.event_id]),
        }
        sayings.append(Saying(row.organisation, row.id, row.revision, data))
    put_all(tx, contracts.ATTENDANCE_CHANGED, sayings, again=True)


KINDS = (
    Kind("participants", say_participants),
    Kind("consents", say_consents),
    Kind("invitations", say_invitations),
    Kind("registrations", say_registrations),
    Kind("seats", say_seats),
    Kind("attendance", say_attendance),
)


def _raised(tx: Transaction, table: Table, after: str, limit: int, key: str = "id") -> list[AnyRow]:
    found = select(table.c[key]).where(table.c[key] > after).order_by(table.c[key]).limit(limit)
    return _raise(tx, table, tx.scalars(found.with_for_update()).all(), key)


def _raise(tx: Transaction, table: Table, ids: Sequence[str], key: str = "id") -> list[AnyRow]:
    """The rows with these ids, in order, each at its next revision."""
    statement = update(table).where(table.c[key].in_(ids)).values(revision=risen(table.c.revision, tx))
    return sorted(tx.execute(statement.returning(table)).all(), key=lambda row: str(row._mapping[key]))


def _lock_seats(tx: Transaction, found: Sequence[AnyRow]) -> None:
    for event_id, organisation in sorted({(row.event_id, row.organisation) for row in found}):
        seats.lock(tx, event_id, organisation)


def _to_one_event(row: AnyRow) -> tuple[str, bool]:
    return row.event_id, row.announce


def _only(row: AnyRow, names: Sequence[str]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in names}
