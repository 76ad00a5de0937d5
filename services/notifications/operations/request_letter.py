"""Owes a letter that `web` asks for: a link to sign in, or to begin as a colleague."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from services.notifications.letter import QUEUED, Letter
from shared.bulk import insert_new
from shared.database import Transaction
from shared.message import Message

LETTERS = cast(Table, Letter.__table__)
_KEPT = ("name", "language", "organisation_name", "link_id")


def request_letter(tx: Transaction, message: Message) -> None:
    """Owes it once, however often it is asked for."""
    said = message.data
    data = {name: said[name] for name in _KEPT}
    wanted = {name: said[name] for name in ("id", "kind", "channel", "contact", "expires_at")}
    owe(tx, organisation=message.organisation, data=data, **wanted)


def owe(
    tx: Transaction, *, id: str, organisation: str, contact: str, data: Any, expires_at: datetime, **more: Any
) -> None:
    """A letter that is due now."""
    row = {"id": id, "organisation": organisation, "contact": contact, "data": data, "expires_at": expires_at}
    insert_new(tx, LETTERS, [row | more | {"state": QUEUED, "created_at": tx.now, "due_at": tx.now}], "id")
