"""Sends an organiser the text of an invitation as others would get it, marked as a test."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from services.notifications.example import example, text_of
from services.notifications.letter import TEST, Letter
from services.notifications.letter_words import marked_mail, marked_text
from services.notifications.notification import SMS
from services.notifications.occasions import INVITATION
from services.notifications.operations.request_letter import owe
from services.notifications.preview import event_of, network_of
from services.notifications.reach import World
from services.notifications.rendering import mail_words
from services.notifications.reply_queries import Sight
from services.notifications.suppression import is_suppressed
from services.notifications.telling import Telling
from shared.database import Transaction
from shared.problems import Conflict, Invalid, TooMany

MOST, SPAN = 10, timedelta(hours=1)
GOOD_FOR = timedelta(minutes=15)  # who asks for a test waits for it


def send_test(
    tx: Transaction,
    sight: Sight,
    network_id: str,
    *,
    by: str,
    public_url: str,
    worlds: Mapping[str, World],
    channel: str,
    contact: str,
    language: str,
    event_id: str | None = None,
) -> str:
    """Owes it to this contact; the id of its letter."""
    network = network_of(tx, network_id, sight)
    event = event_of(tx, network, event_id)
    if why := worlds[channel].why_not(contact):
        raise Invalid("Nothing can be sent to this contact.", errors={"contact": [f"Nothing is sent there: {why}."]})
    if is_suppressed(tx, channel, contact, network.id):
        raise Conflict("Whoever has this contact asked us to send nothing more.")
    _check_number(tx, by)
    telling = example(INVITATION, event, network, language, public_url)
    letter = tx.new_id("ltr")
    owe(
        tx,
        id=letter,
        organisation=network.organisation,
        kind=TEST,
        channel=channel,
        network_id=network.id,
        requested_by=by,
        contact=contact,
        data=_words(channel, telling),
        expires_at=tx.now + GOOD_FOR,
    )
    return letter


def _check_number(tx: Transaction, by: str) -> None:
    lately = select(func.count()).where(Letter.requested_by == by, Letter.created_at > tx.now - SPAN)
    if (tx.scalar(lately) or 0) >= MOST:
        raise TooMany(f"These are {MOST} tests within the hour. Wait a little.", retry_after=int(SPAN.total_seconds()))


def _words(channel: str, telling: Telling) -> dict[str, Any]:
    if channel == SMS:
        return {"text": marked_text(text_of(telling))}
    return marked_mail(mail_words(telling)) | {"signature": telling.network.signature}
