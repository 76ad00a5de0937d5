"""What one person waits for does not stand behind what is said to thousands."""

import random

from sqlalchemy import select

from shared import inbox, outbox
from shared.contracts.registrations import INVITATION_ANSWERED, SEATS_CHANGED
from shared.database import Transaction
from shared.dispatcher import Dispatcher, Subscription
from shared.message import Message
from shared.outbox import OUTBOX
from tests.support.messaging import Talk


def in_lanes(talk: Talk, *, bulk: bool) -> list[str]:
    """What is handled in the first batch of eight, of which seven say much and the last is one person's."""
    handled: list[str] = []

    def handle(_tx: Transaction, message: Message) -> None:
        handled.append(message.subject)

    much = Subscription(SEATS_CHANGED, handle, bulk=bulk)
    one = Subscription(INVITATION_ANSWERED, handle)
    dispatcher = Dispatcher(talk.databases["events"], [much, one], chance=random.Random(3), batch=7, bulk=2)
    answer = {
        "invitation_id": "inv_1",
        "event_id": "evt_1",
        "participant_id": "par_1",
        "answer": "accepted",
        "told_at": talk.clock.now(),
        "channel": "sms",
        "status": "confirmed",
    }
    with talk.databases["registrations"].transaction() as tx:
        for number in range(7):
            seats = {"event_id": f"evt_{number}", "taken": 1, "waiting": 0}
            outbox.put(tx, SEATS_CHANGED, organisation="demo", subject=f"evt_{number}", revision=1, data=seats)
        outbox.put(tx, INVITATION_ANSWERED, organisation="demo", subject="inv_1", revision=1, data=answer)
        bodies = tx.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.position)).all()
    with talk.databases["events"].transaction() as tx:
        inbox.store(tx, bodies)
    dispatcher.run_once(talk.clock.now())
    return handled


def test_what_one_person_waits_for_is_handled_beside_a_few_of_those_that_say_much(talk: Talk) -> None:
    assert sorted(in_lanes(talk, bulk=True)) == ["evt_0", "evt_1", "inv_1"]


def test_twin_without_lanes_it_would_wait_behind_all_that_came_before(talk: Talk) -> None:
    assert in_lanes(talk, bulk=False) == [f"evt_{number}" for number in range(7)]
