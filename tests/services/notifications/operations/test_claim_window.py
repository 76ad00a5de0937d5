"""What is urgent goes first, and one text that cannot be written keeps back no other."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifications.known_network import KnownNetwork
from services.notifications.notification import HURRIED, Notification
from services.notifications.operations.claim_window import Channel, anything_due, claim_window
from services.notifications.reach import World
from services.notifications.rendering import Renderer, Sender
from tests.services.notifications.outbound import SARA, Outbound


class Blotting(Renderer):
    """Cannot write to one person."""

    def sms(self, telling: Any) -> str:
        if telling.person.id == "prt_amina":
            raise ValueError("ink")
        return super().sms(telling)


def channel(renderer: Renderer | None = None) -> Channel:
    made = renderer or Renderer(Sender("post@example.org", "example.org"))
    world = World("sms", sandbox=True, countries=frozenset({"GB"}))
    return Channel("sms", world, made, lambda _invitation: "https://x.example.org/p/x")


def two_are_invited(outbound: Outbound) -> None:
    """Amina and Sara, of a network that holds its sending."""
    outbound.ready_to_invite(sending="held")
    outbound.person("sara", SARA)
    outbound.invite("amina", "sara")


def test_a_confirmation_overtakes_a_thousand_invitations(outbound: Outbound) -> None:
    two_are_invited(outbound)
    outbound.registered(name="sara")
    outbound.network(sending="on")
    assert "Du har plass" in outbound.telephone.taken[0][2]


@pytest.mark.slow
def test_one_text_that_cannot_be_written_is_parked(outbound: Outbound) -> None:
    two_are_invited(outbound)
    with outbound.transaction() as tx:
        tx.get_one(KnownNetwork, "net_1").sending = "on"
        tx.query(Notification).update({"state": "queued", "due_at": tx.now, "reason": None})
        tx.flush()
        claimed, parcels = claim_window(
            tx, channel(Blotting(Sender("a@example.org", "b"))), limit=9, lease=timedelta(1)
        )
    assert claimed == 2
    assert [parcel.contact for parcel in parcels] == [SARA]
    (parked,) = [row for row in outbound.owed(channel="sms") if row.dead_at]
    assert parked.participant_id == "prt_amina"
    assert parked.last_error == "cannot be written: ValueError"


def test_a_window_holds_no_more_than_asked(outbound: Outbound) -> None:
    two_are_invited(outbound)
    with outbound.transaction() as tx:
        tx.query(Notification).update({"state": "queued", "due_at": tx.now, "reason": None})
        claimed, _ = claim_window(tx, channel(), limit=1, lease=timedelta(1))
    assert claimed == 1


def test_who_sends_the_hurried_alone_leaves_invitations_to_others(outbound: Outbound) -> None:
    two_are_invited(outbound)
    with outbound.transaction() as tx:
        tx.get_one(KnownNetwork, "net_1").sending = "on"
        tx.query(Notification).update({"state": "queued", "due_at": tx.now, "reason": None})
        assert not anything_due(tx, "sms", HURRIED)
        assert claim_window(tx, channel(), limit=9, lease=timedelta(1), lanes=HURRIED) == (0, [])
        tx.query(Notification).filter_by(participant_id="prt_sara").update({"lane": "reminder"})
        assert anything_due(tx, "sms", HURRIED)
        claimed, parcels = claim_window(tx, channel(), limit=9, lease=timedelta(1), lanes=HURRIED)
    assert claimed == 1
    assert [parcel.contact for parcel in parcels] == [SARA]
