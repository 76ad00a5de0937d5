"""Follows what `notifications` heard: a person stopped or allowed a channel again, or cannot be reached on it."""

from datetime import datetime

from sqlalchemy import select, update

from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE
from services.registrations.operations.create_participant import BY_HAND
from services.registrations.operations.record_consents import Wish, record_consents
from services.registrations.participant import PARTICIPANTS
from shared.database import Transaction
from shared.revision import next_revision


def follow_suppression(
    tx: Transaction,
    participant_id: str,
    *,
    organisation: str,
    channel: str,
    network_id: str | None,
    suppressed: bool,
    since: datetime,
    reason: str,
) -> None:
    """Withdraws her consent to invitations on this channel, or gives back what was; tells only of a change."""
    person = _person(tx, participant_id, organisation)
    if person is None:
        return
    c = CONSENTS.c
    scope = (c.purpose == INVITATIONS_PURPOSE, c.network_id == (network_id or ""), c.channel == channel)
    withdrawn = select(c.id).where(c.participant_id == participant_id, *scope)
    if not suppressed and tx.scalar(withdrawn) is None:
        return  # nothing was withdrawn: what she agreed to stands as it is
    wish = Wish(purpose=INVITATIONS_PURPOSE, given=not suppressed, network_id=network_id, channel=channel, since=since)
    source = BY_HAND if reason == BY_HAND else f"{channel}:{reason}"[:40]
    record_consents(tx, participant_id, [wish], organisation=organisation, language=person, source=source)


def mark_unreachable(tx: Transaction, participant_id: str, *, organisation: str, channel: str, reason: str) -> None:
    """Marks a channel on which she cannot be reached for good, so that an organiser sees it."""
    p = PARTICIPANTS.c
    hers = (p.id == participant_id, p.organisation == organisation, p.erased_at.is_(None))
    known = tx.execute(select(p.unreachable, p.revision).where(*hers).with_for_update()).first()
    if known is None:
        return
    marked = {**known.unreachable, channel: {"reason": reason, "since": tx.now.isoformat()}}
    values = {"unreachable": marked, "revision": next_revision(known.revision, tx.now), "changed_at": tx.now}
    tx.execute(update(PARTICIPANTS).where(p.id == participant_id).values(values | {"changed_by": tx.by}))


def _person(tx: Transaction, participant_id: str, organisation: str) -> str | None:
    """The language of someone who is known and not erased."""
    p = PARTICIPANTS.c
    hers = (p.id == participant_id, p.organisation == organisation, p.erased_at.is_(None))
    return tx.scalar(select(p.language).where(*hers).with_for_update())
