"""Enters a person; two people may share one phone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from services.registrations.consent import INVITATIONS_PURPOSE
from services.registrations.operations.record_consents import Wish, record_consents
from services.registrations.participant import PARTICIPANTS, call_name_of
from services.registrations.people import CONTACTS, check_channels, say_changed
from shared.database import Transaction
from shared.revision import next_revision

BY_HAND = "organiser"


def create_participant(
    tx: Transaction, values: dict[str, Any], *, organisation: str, consents: Sequence[Wish] | None = None
) -> str:
    """Enters her and what she agreed to; not asked, that is invitations on the channels given."""
    row = row_of(tx, values, organisation=organisation)
    check_channels(row)
    tx.execute(insert(PARTICIPANTS).values(row))
    say_changed(tx, organisation, row)
    wishes = [Wish(purpose=INVITATIONS_PURPOSE)] if consents is None else consents
    record_consents(tx, row["id"], wishes, organisation=organisation, language=row["language"], source=BY_HAND)
    return str(row["id"])


def row_of(tx: Transaction, values: dict[str, Any], *, organisation: str) -> dict[str, Any]:
    """The row of a new person of whom this is known; without channels those whose contact is given."""
    row = {
        "id": tx.new_id("par"),
        "organisation": organisation,
        "call_name": call_name_of(values["name"]),
        "phone": None,
        "email": None,
        "protected": False,
        "discreet": False,
        "unreachable": {},
        "revision": next_revision(0, tx.now),
        "created_at": tx.now,
        "changed_at": tx.now,
        "changed_by": tx.by,
    } | values
    row.setdefault("channels", [channel for channel, contact in CONTACTS.items() if row[contact]])
    return row
