"""Stops writing to a contact, and begins again when she lifts it; what waits for her is stopped at once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, true, update

from services.notifications.notification import SMS, SUPPRESSED, WAITING, Notification
from services.notifications.recipient import Recipient
from services.notifications.suppression import CONSENT, EVERYONE, START, Suppression, forbidden
from shared import outbox
from shared.contracts.notifications import CONTACT_SUPPRESSED
from shared.database import Transaction
from shared.outbox import Saying
from shared.revision import next_revision

EXEMPT = "stopped"  # the one notification that may still go out: it says that this was the last


@dataclass(frozen=True)
class Reach:
    """Whom a suppression keeps from writing: one network, or (None) all of an organisation, or of everyone."""

    organisation: str
    network_id: str | None


def suppress(tx: Transaction, *, channel: str, contact: str, reach: Reach, reason: str) -> tuple[Suppression, bool]:
    """Suppresses a contact, and says whether that is new. Again for the same reason: nothing changes."""
    standing: Suppression | None = tx.scalar(
        _standing(channel, contact).where(*_exactly(reach), Suppression.reason == reason)
    )
    if standing:
        return standing, False
    row = Suppression(
        id=tx.new_id("sup"),
        organisation=reach.organisation,
        channel=channel,
        contact=contact,
        network_id=reach.network_id,
        reason=reason,
        since=tx.now,
        revision=_next_revision(tx, channel, contact),
    )
    tx.add(row)
    tx.flush()
    _stop_what_waits(tx, row)
    if reason != CONSENT:  # who wrote down the consent need not be told of it
        _say(tx, row, reason, suppressed=True)
    return row, True


def lift_by_her(tx: Transaction, *, channel: str, contact: str) -> int:
    """Lifts what she asked for on this contact; says how much it was.

    A withdrawn consent stays until consent is given again; that she wants to be told is said of it all the same.
    """
    rows = tx.scalars(_standing(channel, contact)).all()
    for row in rows:  # all of them first: while a wider one stands, nothing is said of a narrower one
        _end(tx, row, ended=row.reason != CONSENT)
    for row in rows:
        _say_lifted(tx, row)
    return len(rows)


def lift(tx: Transaction, row: Suppression, *, ended: bool = True, reason: str = START) -> None:
    """Lifts one suppression, and says so and why unless another of hers reaches as far."""
    _end(tx, row, ended=ended)
    _say_lifted(tx, row, reason)


def _end(tx: Transaction, row: Suppression, *, ended: bool) -> None:
    row.lifted_at = tx.now if ended else None
    row.revision = _next_revision(tx, row.channel, row.contact)
    tx.flush()


def _say_lifted(tx: Transaction, row: Suppression, reason: str = START) -> None:
    still = forbidden(
        channel=row.channel, contact=row.contact, organisation=row.organisation, network_id=row.network_id
    ).where(Suppression.reason != CONSENT)
    if not tx.scalar(select(still)):
        _say(tx, row, reason, suppressed=False)


def contact_column(channel: str) -> Any:
    """Where a recipient's contact of this channel stands."""
    return Recipient.phone if channel == SMS else Recipient.email


def _standing(channel: str, contact: str) -> Any:
    return (
        select(Suppression)
        .where(Suppression.channel == channel, Suppression.contact == contact, Suppression.lifted_at.is_(None))
        .order_by(Suppression.id)
    )


def _exactly(reach: Reach) -> list[ColumnElement[bool]]:
    return [
        Suppression.organisation == reach.organisation,
        Suppression.network_id.is_not_distinct_from(reach.network_id),
    ]


def _next_revision(tx: Transaction, channel: str, contact: str) -> int:
    newest = select(func.max(Suppression.revision)).where(
        Suppression.channel == channel, Suppression.contact == contact
    )
    return next_revision(tx.scalar(newest) or 0, tx.now)


def _people(row: Suppression) -> Any:
    people = select(Recipient.id).where(contact_column(row.channel) == row.contact)
    return people if row.organisation == EVERYONE else people.where(Recipient.organisation == row.organisation)


def _stop_what_waits(tx: Transaction, row: Suppression) -> None:
    tx.execute(
        update(Notification)
        .where(
            Notification.participant_id.in_(_people(row)),
            Notification.channel == row.channel,
            Notification.state.in_(WAITING),
            Notification.occasion != EXEMPT,
            true() if row.network_id is None else Notification.network_id == row.network_id,
        )
        .values(state=SUPPRESSED, reason=row.reason, due_at=None, lease=None, text=None)
        .execution_options(synchronize_session=False)
    )


def _say(tx: Transaction, row: Suppression, reason: str, *, suppressed: bool) -> None:
    rows = tx.execute(_people(row).add_columns(Recipient.organisation).order_by(Recipient.id))
    state = {
        "channel": row.channel,
        "network_id": row.network_id,
        "suppressed": suppressed,
        "reason": reason,
        "since": row.since if suppressed else tx.now,
    }
    scope = f"{row.channel}/{row.network_id or 'all'}"
    sayings = [
        Saying(organisation, f"{participant_id}/{scope}", row.revision, {"participant_id": participant_id, **state})
        for participant_id, organisation in rows
    ]
    outbox.put_all(tx, CONTACT_SUPPRESSED, sayings)
