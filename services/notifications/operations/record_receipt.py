"""Records what the provider says about a text it took; only ever forward, also when it speaks before we know its id."""

from collections.abc import Collection

from sqlalchemy import delete, select

from services.notifications.notification import DELIVERED, FAILED, SENT, SMS, Attempt, Notification
from services.notifications.operations.report_failure import Failure, report_failures
from services.notifications.operations.suppress import Reach, suppress
from services.notifications.receipt import ENDED_BADLY, NOBODYS, RANKS, Receipt, is_forward
from services.notifications.receipt_codes import OPTED_OUT, is_permanent
from services.notifications.recipient import Recipient
from services.notifications.suppression import OPTED_OUT as BY_PROVIDER
from shared import sql
from shared.database import Transaction

_KNOWN = {SENT: "sent", DELIVERED: "delivered", FAILED: "failed"}


def record_receipt(
    tx: Transaction, provider_id: str, status: str, error_code: str | None, *, contact: str | None = None
) -> None:
    """Takes one status callback. The same again, or an older one, changes nothing; an unknown status neither.

    `contact`: the number that the text went to, which may not be hers any more; None: the one that she has.
    """
    if status not in RANKS:
        return
    known = select(Notification).where(Notification.provider_id == provider_id, Notification.channel == SMS)
    notification = tx.scalar(known.with_for_update())
    if notification is None:
        _keep(tx, provider_id, status, error_code)
    else:
        _apply(tx, notification, status, error_code, contact)


def apply_early_receipts(tx: Transaction, provider_ids: Collection[str]) -> int:
    """Applies the receipts that came before these ids were recorded; says how many there were."""
    tx.flush()
    early = select(Receipt).where(Receipt.provider_id.in_(provider_ids)).order_by(Receipt.id)
    receipts = tx.scalars(early).all()
    if receipts:
        known = select(Notification).where(Notification.provider_id.in_({row.provider_id for row in receipts}))
        notifications = {row.provider_id: row for row in tx.scalars(known.execution_options(populate_existing=True))}
        for receipt in receipts:
            notification = notifications.get(receipt.provider_id)
            if notification:
                _apply(tx, notification, receipt.status, receipt.error_code, None)
        tx.execute(delete(Receipt).where(Receipt.provider_id.in_(list(notifications))))
    return len(receipts)


def _keep(tx: Transaction, provider_id: str, status: str, error_code: str | None) -> None:
    row = {
        "organisation": NOBODYS,
        "provider_id": provider_id,
        "status": status,
        "error_code": error_code,
        "at": tx.now,
    }
    sql.insert_ignore(tx, Receipt.__table__, [row], "provider_id", "status")  # type: ignore[arg-type]


def _apply(
    tx: Transaction, notification: Notification, status: str, error_code: str | None, contact: str | None
) -> None:
    known = _KNOWN.get(notification.state)
    if known is None or not is_forward(known, status):
        return
    tx.add(_attempt(tx, notification, status, error_code))
    if status == "delivered":
        notification.state, notification.delivered_at, notification.reason = DELIVERED, tx.now, None
    elif status in ENDED_BADLY:
        _fail(tx, notification, error_code, contact)


def _attempt(tx: Transaction, notification: Notification, status: str, error_code: str | None) -> Attempt:
    return Attempt(
        id=tx.new_id("att"),
        organisation=notification.organisation,
        notification_id=notification.id,
        at=tx.now,
        outcome=status,
        code=error_code,
    )


def _fail(tx: Transaction, notification: Notification, error_code: str | None, contact: str | None) -> None:
    notification.state = FAILED
    notification.reason = f"undelivered {error_code}" if error_code else "undelivered"
    person = tx.get(Recipient, notification.participant_id)
    # a number that was corrected meanwhile says nothing about the one that she has now
    is_hers = contact is None or (person is not None and person.phone == contact)
    failure = Failure(
        notification.organisation,
        notification.id,
        notification.participant_id,
        notification.event_id,
        notification.channel,
        notification.reason,
        is_hers and is_permanent(error_code),
    )
    report_failures(tx, [failure])
    if error_code == OPTED_OUT:
        opted_out(tx, notification.participant_id, contact)


def opted_out(tx: Transaction, participant_id: str, contact: str | None = None) -> None:
    """Suppresses the phone of someone whom the provider no longer lets us text: it knows no networks, so for all.

    `contact`: the phone that it refused, if it said so; else the one that she has. Nothing of who was erased.
    """
    person = tx.get(Recipient, participant_id)
    if person is not None and person.erased_at is None and (phone := contact or person.phone):
        suppress(tx, channel=SMS, contact=phone, reach=Reach(NOBODYS, None), reason=BY_PROVIDER)
