"""A receipt that crossed with our record is applied within a minute."""

from sqlalchemy import func, select

from services.notifications.jobs.settle_receipts import settle_receipts
from services.notifications.notification import Notification
from services.notifications.operations.record_receipt import record_receipt
from services.notifications.receipt import Receipt
from tests.services.notifications.phone_line import PhoneLine


def kept(line: PhoneLine) -> int:
    with line.read() as tx:
        return tx.scalar(select(func.count()).select_from(Receipt)) or 0


def test_what_crossed_is_applied_and_what_is_nobodys_is_forgotten(line: PhoneLine) -> None:
    line.network()
    notification = line.sent(line.invited(line.person("amina"), line.event("evt_1")), provider_id=None)
    for provider_id in ("SM_1", "SM_of_somebody_else"):
        with line.transaction() as tx:
            record_receipt(tx, provider_id, "delivered", None)
    with line.transaction() as tx:
        tx.get_one(Notification, notification).provider_id = "SM_1"
    step = settle_receipts(line.database)
    assert step.run_once(line.clock.now()) == 1
    with line.read() as tx:
        assert tx.get_one(Notification, notification).state == "delivered"
    assert kept(line) == 1
    line.later(days=8)
    step.run_once(line.clock.now())
    assert kept(line) == 0
