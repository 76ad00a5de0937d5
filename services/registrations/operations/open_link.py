"""Exchanges the token of a personal link for a bearer token that opens one invitation for a quarter of an hour."""

from datetime import datetime, timedelta

from sqlalchemy import select

from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import KNOWN_EVENTS
from shared.database import Transaction
from shared.keys import Keys
from shared.link_tokens import token_hash
from shared.tokens import Identity, issue

LASTS = timedelta(minutes=15)
LINKS_LIVE = timedelta(days=7)  # after the event is over


def open_link(tx: Transaction, token: str, *, keys: Keys) -> tuple[str, datetime] | None:
    """The bearer token and when it ends; None for every token that opens nothing, at the same cost."""
    i, e = INVITATIONS.c, KNOWN_EVENTS.c
    query = select(i.id, i.organisation, i.event_id, i.network_id, e.ends_at).join(KNOWN_EVENTS, e.id == i.event_id)
    row = tx.execute(query.where(i.token_hash == token_hash(token))).first()
    if row is None or row.ends_at + LINKS_LIVE <= tx.now:
        return None
    expires_at = (tx.now + LASTS).replace(microsecond=0)
    identity = Identity(
        organisation=row.organisation,
        role="participant",
        subject=row.id,
        invitation=row.id,
        event=row.event_id,
        network=row.network_id,
        expires_at=expires_at,
    )
    return issue(keys, identity), expires_at
