"""Whatever comes over the broker is handled, put off or parked with a reason, and stops nobody: the next is handled."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, select

from shared.consumer import Consumer
from shared.contracts import Contract
from shared.contracts.events import NETWORK_CHANGED
from shared.contracts.registrations import SEATS_CHANGED
from shared.dispatcher import Dispatcher, Subscription
from shared.inbox import INBOX
from shared.message import Message
from tests.contracts.test_samples import SAMPLES, contract_of, data_of
from tests.fuzz.bodies import Bodies
from tests.fuzz.playground import Playground
from tests.support.product import ORGANISATION

READERS = {"events": SEATS_CHANGED, "registrations": NETWORK_CHANGED, "notifications": NETWORK_CHANGED}
READERS |= {"partners": NETWORK_CHANGED}
EACH = 120
# what a handler would say that took for granted what a body need not hold (IntegrityError: it denies what is known)
OUR_OWN = {"KeyError", "TypeError", "AttributeError", "IndexError", "ValueError", "OverflowError", "ZeroDivisionError"}
OUR_OWN |= {"StatementError", "OperationalError", "InterfaceError", "DataError", "ProgrammingError"}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def consumer_of(playground: Playground, reader: str) -> Consumer:
    service = playground.product.product.services[reader]
    return Consumer(service.database, Dispatcher(service.database, service.subscriptions, chance=Random(1)).locks)


def a_good_one(playground: Playground, contract: Contract, number: int) -> bytes:
    """About what nobody here knows: handled, without any effect."""
    (sample,) = [file for file in SAMPLES if contract_of(file) is contract and "again" not in file.name]
    data = data_of(sample) | {"id": f"net_{number}", "event_id": f"evt_{number}"}
    message = Message(
        id=f"msg_good_{number}",
        source="/samling/registrations" if contract is SEATS_CHANGED else "/samling/events",
        type=contract.type,
        subject=f"good_{number}",
        time=playground.product.clock.now(),
        organisation=ORGANISATION,
        revision=1,
        correlationid=f"msg_good_{number}",
        causationid=None,
        data=contract.dump(contract.load(data)),
    )
    return message.to_json().encode()


def inbox(playground: Playground, reader: str) -> list[Row[Any]]:
    with playground.product.product.services[reader].database.read() as tx:
        return list(tx.execute(select(INBOX)))


def take_in(playground: Playground, seed: int) -> Counter[str]:
    """A window of drawn bodies to each reader, and a good one after it; how each ended."""
    playground.begin_anew()
    bodies, ended = Bodies(playground, Random(seed)), Counter[str]()
    windows: dict[str, list[bytes]] = {reader: [] for reader in READERS}
    for _ in range(EACH):
        readers, body = bodies.draw()
        for reader in readers:
            windows[reader].append(body)
    for reader, window in windows.items():
        consumer_of(playground, reader).receive([*window, a_good_one(playground, READERS[reader], seed)])
    playground.settle()
    for reader in READERS:
        for row in inbox(playground, reader):
            if row.id == f"msg_good_{seed}":
                assert row.done_at is not None, f"{reader}: a good message was not handled: {row.last_error}"
            ended[f"{'done' if row.done_at else 'parked' if row.dead_at else 'open'}: {row.last_error or ''}"] += 1
    return ended


@settings(max_examples=8, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_a_drawn_body_is_handled_or_parked_with_a_reason(kept_playground: Playground, seed: int) -> None:
    ended = take_in(kept_playground, seed)
    open_ones = {reason for reason in ended if reason.startswith("open")}
    assert not open_ones
    assert all(reason != "parked: " for reason in ended)
    ours = {reason for reason in ended if OUR_OWN & set(reason.replace(":", " ").split())}
    assert not ours, f"a handler took for granted what a body need not hold: {ours}"
    assert sum(count for reason, count in ended.items() if reason.startswith("parked")) > EACH / 5


def test_twin_a_handler_that_takes_a_field_for_granted_would_be_found(playground: Playground) -> None:
    """With handlers that read the data as it came, what is missing in it is an error of ours."""
    service = playground.product.product.services["events"]
    careless = Contract(SEATS_CHANGED.type, type("Anything", (SEATS_CHANGED.schema,), {}), ("events",))
    object.__setattr__(careless, "load", lambda data: data)
    subscription = Subscription(careless, service.subscriptions[0].handler)
    dispatcher = Dispatcher(service.database, [subscription], chance=Random(1))
    good = Message.from_json(a_good_one(playground, SEATS_CHANGED, 1))
    lacking = Message(**{**vars(good), "data": {}})
    Consumer(service.database, dispatcher.locks).receive([lacking.to_json().encode()])
    dispatcher.run_once(playground.product.clock.now())
    (row,) = [row for row in inbox(playground, "events") if row.id == "msg_good_1"]
    assert row.last_error in OUR_OWN
