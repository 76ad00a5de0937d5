"""Gives a person everything that is kept about her, in one document."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from services.registrations import queries
from services.registrations.answer import ANSWERS
from services.registrations.attendance import ATTENDANCE
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.needs import NEEDS
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS
from shared.database import Transaction

_KEPT: dict[str, Table] = {
    "memberships": MEMBERSHIPS,
    "invitations": INVITATIONS,
    "registrations": REGISTRATIONS,
    "answers": ANSWERS,
    "attendance": ATTENDANCE,
    "needs": NEEDS,
}
_NOT_HERS = {"token_hash", "organisation", "lease", "attempts", "due_at", "dead_at", "last_error"}


def export(tx: Transaction, participant_id: str, reach: Reach) -> dict[str, Any]:
    """Herself with her consents, and every row that names her; 404 as everywhere."""
    shown: dict[str, Any] = {"participant": queries.participant(tx, participant_id, reach)}
    for name, table in _KEPT.items():
        columns = [column for column in table.c if column.name not in _NOT_HERS]
        hers = select(*columns).where(table.c.participant_id == participant_id, *_of_network(table, reach))
        rows = tx.execute(hers.order_by(*table.primary_key))
        shown[name] = [{key: _plain(value) for key, value in row._mapping.items()} for row in rows]
    return shown


def _of_network(table: Table, reach: Reach) -> list[Any]:
    """SQL: rows of the one network that the caller reaches; all of them for who reaches all."""
    if reach.network is None:
        return []
    if "network_id" in table.c:
        return [table.c.network_id == reach.network]
    return [table.c.event_id.in_(select(KNOWN_EVENTS.c.id).where(KNOWN_EVENTS.c.network_id == reach.network))]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
