"""The last look before sending stands by itself: each gate stops what no other has stopped."""

import pytest
from sqlalchemy import update

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import Notification
from services.notifications.operations.receive_reply import receive_reply
from services.notifications.recipient import Recipient
from services.notifications.suppression import Suppression
from tests.services.notifications.outbound import AMINA, Outbound


def waiting(outbound: Outbound) -> None:
    """An invitation that is due, as if nobody had looked at it since it was owed."""
    outbound.ready_to_invite(sending="held")
    outbound.person(channels=["sms"])
    outbound.invite()
    with outbound.transaction() as tx:
        tx.execute(update(KnownNetwork).values(sending="on"))
        tx.execute(update(Notification).values(state="queued", due_at=tx.now, reason=None))


def ends(outbound: Outbound) -> tuple[str, str | None]:
    outbound.settle()
    (row,) = outbound.owed(occasion="invitation")
    return row.state, row.reason


def test_with_nothing_in_the_way_it_is_sent(outbound: Outbound) -> None:
    waiting(outbound)
    assert ends(outbound) == ("sent", None)


def test_a_suppressed_contact_is_not_written_to(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        row = {"organisation": "demo", "channel": "sms", "contact": AMINA, "network_id": "net_1", "reason": "stop"}
        tx.add(Suppression(id="sup_1", since=tx.now, **row))
    assert ends(outbound) == ("suppressed", "suppressed")
    assert outbound.texts() == []


def stops_between_scheduling_and_sending(outbound: Outbound, *, gate: bool) -> tuple[str, str | None]:
    """She writes STOP while an invitation to her is due, of which the sender alone takes notice; then it is sent."""
    waiting(outbound)
    with outbound.transaction() as tx:
        said = {"channel": "sms", "from_": AMINA, "to": "+447700900999", "body": "stopp"}
        receive_reply(tx, provider_id="SM_stop", told_at=tx.now, **said)
        tx.execute(update(Notification).values(state="queued", due_at=tx.now, reason=None))
        if not gate:
            tx.execute(update(Suppression).values(lifted_at=tx.now))
    return ends(outbound)


def test_a_stop_between_scheduling_and_sending_leaves_no_text(outbound: Outbound) -> None:
    assert stops_between_scheduling_and_sending(outbound, gate=True) == ("suppressed", "suppressed")
    assert outbound.texts() == []


def test_twin_without_the_gate_at_sending_she_is_written_to(outbound: Outbound) -> None:
    """The guard: the sender asks for suppressions when it sends. If it found none, nothing else would stop it."""
    assert stops_between_scheduling_and_sending(outbound, gate=False) == ("sent", None)
    assert len(outbound.texts()) == 1


def test_a_suppression_by_another_network_or_channel_is_none(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        row = {"organisation": "demo", "contact": AMINA, "reason": "stop", "since": tx.now}
        tx.add(Suppression(id="sup_1", channel="sms", network_id="net_2", **row))
        tx.add(Suppression(id="sup_2", channel="email", network_id=None, **row))
    assert ends(outbound) == ("sent", None)


@pytest.mark.slow
def test_a_network_that_is_held_sends_nothing(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        tx.execute(update(KnownNetwork).values(sending="held"))
    assert ends(outbound) == ("held", "sending held")


@pytest.mark.slow
def test_nobody_is_invited_to_what_is_called_off(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        tx.execute(update(KnownEvent).values(status="cancelled"))
    assert ends(outbound) == ("expired", "event is cancelled")


@pytest.mark.slow
def test_who_has_answered_is_not_invited_any_more(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        tx.execute(update(Invitation).values(status="confirmed"))
    assert ends(outbound) == ("expired", "answered already")


def test_an_erased_person_is_told_nothing(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        tx.execute(update(Recipient).values(erased_at=tx.now))
    assert ends(outbound) == ("expired", "erased")


def test_a_channel_she_no_longer_wants_is_not_used(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        tx.execute(update(Recipient).values(channels=["email"]))
    assert ends(outbound) == ("unreachable", "no contact")


@pytest.mark.slow
def test_what_comes_due_at_night_waits_for_the_morning(outbound: Outbound) -> None:
    waiting(outbound)
    with outbound.transaction() as tx:
        network = tx.get_one(KnownNetwork, "net_1")
        network.state = network.state | {"quiet_hours": ["10:00", "14:00"]}
    assert ends(outbound) == ("queued", "quiet hours")
    outbound.later(hours=2)
    assert ends(outbound) == ("sent", None)
