"""Keeps suppressions in step with the consents that `registrations` records."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, or_, select

from services.notifications.known_consent import KnownConsent
from services.notifications.notification import CHANNELS, SMS
from services.notifications.operations.suppress import Reach, contact_column, suppress
from services.notifications.recipient import Recipient
from services.notifications.suppression import CONSENT, Suppression
from shared.database import Transaction
from shared.message import Message
from shared.sql import follow


def follow_consent(tx: Transaction, message: Message) -> None:
    """Suppresses the contacts of who withdrew her consent to be invited; lifts only that when she gives it again."""
    said = message.data
    if said["purpose"] != "invitations" or _is_erased(tx, said["participant_id"]):
        return
    row = {key: said[key] for key in ("id", "participant_id", "network_id", "channel", "given")}
    row |= {"organisation": message.organisation, "revision": message.revision}
    if follow(tx, KnownConsent.__table__, row):  # type: ignore[arg-type]
        tx.expire_all()
        keep_in_step(tx, said["participant_id"])


def _is_erased(tx: Transaction, participant_id: str) -> bool:
    person = tx.get(Recipient, participant_id)
    return person is not None and person.erased_at is not None


def keep_in_step(tx: Transaction, participant_id: str) -> None:
    """Applies a person's consents to the contacts she has now; called when either changes."""
    person = tx.get(Recipient, participant_id)
    if person is None or person.erased_at:
        return
    mine = select(KnownConsent).where(KnownConsent.participant_id == participant_id).order_by(KnownConsent.id)
    for consent in tx.scalars(mine).all():
        for channel in _channels(consent):
            contact = person.phone if channel == SMS else person.email
            if contact:
                _apply(tx, consent, channel, contact)


def lift_of_erased(tx: Transaction, participant_id: str) -> None:
    """Drops what stood by her withdrawals alone: to erase her silences nobody who shares a contact of hers."""
    person = tx.get(Recipient, participant_id)
    hers = KnownConsent.participant_id == participant_id
    consents = tx.scalars(select(KnownConsent).where(hers)).all()
    # first, for her own must not count as a withdrawal by another
    tx.execute(delete(KnownConsent).where(hers).execution_options(synchronize_session=False))
    if person is None:
        return
    for consent in consents:
        for channel in _channels(consent):
            contact = person.phone if channel == SMS else person.email
            if contact and not _withdrawn_by_another(tx, consent, channel, contact):
                tx.execute(delete(Suppression).where(*_by_consent(consent, channel, contact)))


def _by_consent(consent: KnownConsent, channel: str, contact: str) -> list[ColumnElement[bool]]:
    return [
        Suppression.organisation == consent.organisation,
        Suppression.channel == channel,
        Suppression.contact == contact,
        Suppression.network_id.is_not_distinct_from(consent.network_id),
        Suppression.reason == CONSENT,
    ]


def _apply(tx: Transaction, consent: KnownConsent, channel: str, contact: str) -> None:
    reach = Reach(consent.organisation, consent.network_id)
    if not consent.given:
        suppress(tx, channel=channel, contact=contact, reach=reach, reason=CONSENT)
    elif not _withdrawn_by_another(tx, consent, channel, contact):
        standing = select(Suppression).where(*_by_consent(consent, channel, contact), Suppression.lifted_at.is_(None))
        for row in tx.scalars(standing).all():
            row.lifted_at = tx.now


def _withdrawn_by_another(tx: Transaction, consent: KnownConsent, channel: str, contact: str) -> bool:
    """Whether a withdrawal for the same network stands, hers or of someone who shares the contact."""
    withdrawn = (
        select(KnownConsent.id)
        .join(Recipient, Recipient.id == KnownConsent.participant_id)
        .where(
            KnownConsent.organisation == consent.organisation,
            KnownConsent.given.is_(False),
            KnownConsent.network_id.is_not_distinct_from(consent.network_id),
            or_(KnownConsent.channel.is_(None), KnownConsent.channel == channel),
            contact_column(channel) == contact,
        )
    )
    return tx.scalar(withdrawn.limit(1)) is not None


def _channels(consent: KnownConsent) -> Iterable[str]:
    return CHANNELS if consent.channel is None else (consent.channel,)
