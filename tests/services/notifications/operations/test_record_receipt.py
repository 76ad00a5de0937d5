"""What the provider says later only moves a notification forward, in whatever order it comes."""

from itertools import permutations

import pytest
from sqlalchemy import select

from services.notifications.notification import Notification
from services.notifications.operations.record_receipt import apply_early_receipts, record_receipt
from services.notifications.receipt import RANKS, is_forward
from services.notifications.recipient import Recipient
from services.notifications.suppression import Suppression
from shared.contracts.notifications import CONTACT_SUPPRESSED, NOTIFICATION_FAILED
from tests.services.notifications.phone_line import AMINA, SARA, PhoneLine
from tests.support.one_service import NOON

FIVE = ("queued", "sending", "sent", "undelivered", "delivered")
FIVE_BAD = ("accepted", "queued", "sending", "sent", "failed")


def sent(line: PhoneLine, provider_id: str | None = "SM_1") -> str:
    line.network()
    invitation = line.invited(line.person("amina"), line.event("evt_1"))
    return line.sent(invitation, provider_id=provider_id)


def told(
    line: PhoneLine, *statuses: str, provider_id: str = "SM_1", code: str | None = None, contact: str | None = None
) -> None:
    for status in statuses:
        with line.transaction() as tx:
            record_receipt(tx, provider_id, status, code, contact=contact)


def corrected(line: PhoneLine) -> None:
    """A text was sent to Amina's number, which then turned out to be wrong."""
    sent(line)
    with line.transaction() as tx:
        tx.get_one(Recipient, "prt_amina").phone = SARA


def row(line: PhoneLine, notification_id: str) -> Notification:
    with line.read() as tx:
        return tx.get_one(Notification, notification_id)


@pytest.mark.parametrize(
    ("statuses", "end"), [(FIVE, "delivered"), pytest.param(FIVE_BAD, "failed", marks=pytest.mark.slow)]
)
@pytest.mark.slow
def test_every_order_of_five_statuses_ends_the_same(line: PhoneLine, statuses: tuple[str, ...], end: str) -> None:
    line.network()
    invitation = line.invited(line.person("amina"), line.event("evt_1"))
    for number, order in enumerate(permutations(statuses)):
        provider_id = f"SM_order_{number}"
        with line.transaction() as tx:
            notification = Notification(**_row(invitation, provider_id))
            tx.add(notification)
            tx.flush()
            for status in order:
                record_receipt(tx, provider_id, status, None)
            assert notification.state == end, order


def test_without_the_ranks_the_last_word_would_win() -> None:
    ends = set()
    for order in permutations(FIVE):
        known = "queued"
        for status in order:
            known = status
        ends.add(known)
    assert len(ends) == 5
    assert {_walked(order) for order in permutations(FIVE)} == {"delivered"}


def test_delivered_then_sent_stays_delivered_and_repeats_change_nothing(line: PhoneLine) -> None:
    notification = sent(line)
    told(line, "delivered", "sent", "queued", "delivered", "delivered")
    assert row(line, notification).state == "delivered"
    assert row(line, notification).delivered_at == line.clock.now()


def test_a_receipt_before_our_record_is_kept_and_applied(line: PhoneLine) -> None:
    notification = sent(line, None)
    told(line, "delivered", "sent", "delivered")
    assert row(line, notification).state == "sent"
    with line.transaction() as tx:
        tx.get_one(Notification, notification).provider_id = "SM_1"
        assert apply_early_receipts(tx, ["SM_1", "SM_2"]) == 2
    assert row(line, notification).state == "delivered"
    with line.transaction() as tx:
        assert apply_early_receipts(tx, ["SM_1"]) == 0


def test_a_receipt_that_is_not_applied_early_would_be_lost(line: PhoneLine) -> None:
    notification = sent(line, None)
    told(line, "delivered")
    with line.transaction() as tx:
        tx.get_one(Notification, notification).provider_id = "SM_1"
    assert row(line, notification).state == "sent"


@pytest.mark.parametrize(("code", "permanent"), [("30006", True), ("30003", False), ("99999", True), (None, True)])
def test_what_ends_badly_is_said_once_with_whether_it_is_for_ever(
    line: PhoneLine, code: str | None, permanent: bool
) -> None:
    notification = sent(line)
    told(line, "undelivered", "failed", "undelivered", code=code)
    assert row(line, notification).state == "failed"
    (said,) = line.said(NOTIFICATION_FAILED)
    assert (said["participant_id"], said["permanent"]) == ("prt_amina", permanent)


def test_a_late_receipt_marks_only_the_number_it_is_about(line: PhoneLine) -> None:
    corrected(line)
    told(line, "undelivered", code="30006", contact=AMINA)
    assert [said["permanent"] for said in line.said(NOTIFICATION_FAILED)] == [False]


def test_a_number_that_she_still_has_is_marked(line: PhoneLine) -> None:
    corrected(line)
    told(line, "undelivered", code="30006", contact=SARA)
    assert [said["permanent"] for said in line.said(NOTIFICATION_FAILED)] == [True]


def test_a_late_opt_out_suppresses_the_number_that_was_texted_and_not_her_new_one(line: PhoneLine) -> None:
    corrected(line)
    told(line, "failed", code="21610", contact=AMINA)
    with line.read() as tx:
        assert tx.scalars(select(Suppression.contact)).all() == [AMINA]
    assert line.said(CONTACT_SUPPRESSED) == [], "nobody has it any more"


def test_a_late_opt_out_keeps_no_number_of_who_was_erased(line: PhoneLine) -> None:
    sent(line)
    with line.transaction() as tx:
        person = tx.get_one(Recipient, "prt_amina")
        person.phone, person.erased_at = None, tx.now
    told(line, "failed", code="21610", contact=AMINA)
    assert line.standing() == []


def test_an_opt_out_at_the_provider_suppresses_the_phone(line: PhoneLine) -> None:
    sent(line)
    told(line, "failed", code="21610")
    assert line.standing() == [("*", None, "opted_out")]
    assert [said["reason"] for said in line.said(CONTACT_SUPPRESSED)] == ["opted_out"]
    line.writes("START")
    assert line.standing() == []


def test_a_status_nobody_knows_changes_nothing(line: PhoneLine) -> None:
    notification = sent(line)
    told(line, "read", "", "DELIVERED", "canceled")
    assert row(line, notification).state == "sent"


def test_no_status_is_forward_of_itself() -> None:
    assert not any(is_forward(status, status) for status in RANKS)


def _walked(order: tuple[str, ...]) -> str:
    known = "queued"
    for status in order:
        known = status if is_forward(known, status) else known
    return known


def _row(invitation: str, provider_id: str) -> dict[str, object]:
    row: dict[str, object] = {"id": f"ntf_{provider_id}", "organisation": "demo", "network_id": "net_1"}
    row |= {"event_id": "evt_1", "participant_id": "prt_amina", "invitation_id": invitation, "channel": "sms"}
    row |= {"occasion": "invitation", "lane": "bulk", "key": provider_id, "state": "sent", "data": {}}
    return row | {"created_at": NOON, "provider_id": provider_id}
