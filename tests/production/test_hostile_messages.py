"""A thousand bodies that nobody can read, among a thousand good ones: the good are done, the bad are parked."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pika
import pytest

from shared.contracts.registrations import SEATS_CHANGED
from shared.message import Message
from tests.support.full_way import FullWay, Parts
from tests.support.product import ORGANISATION, TestProduct

pytestmark = pytest.mark.production

COUNT = 1000
HOSTILE = (
    b"\xff\xfe\x00",
    b"",
    b"{",
    b"[" * 5000,
    b'{"specversion": "1.0"}',
    b"\x80\x04\x95pickle",
    "نص".encode("utf-16"),
    b'{"id": null, "type": 7}',
)


@pytest.fixture
def parts(full_way: FullWay) -> Parts:
    return full_way.parts()


@pytest.fixture
def product(parts: Parts, tmp_path: Path) -> Iterator[TestProduct]:
    made = TestProduct(tmp_path, parts=parts)
    yield made
    made.close()


def good(product: TestProduct, number: int) -> bytes:
    """What `registrations` could say of an event that nobody here knows: handled, without any effect."""
    message = Message(
        id=f"msg_good_{number}",
        source="/samling/registrations",
        type=SEATS_CHANGED.type,
        subject=f"evt_{number}",
        time=product.clock.now(),
        organisation=ORGANISATION,
        revision=1,
        correlationid=f"msg_good_{number}",
        causationid=None,
        data=SEATS_CHANGED.dump({"event_id": f"evt_{number}", "taken": 1, "waiting": 0}),
    )
    return message.to_json().encode()


def test_good_messages_are_done_and_bad_ones_parked(product: TestProduct, parts: Parts) -> None:
    with pika.BlockingConnection(pika.URLParameters(parts.broker_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        # its reader may be about to declare it
        channel.queue_declare("samling.events", durable=True, arguments={"x-queue-type": "quorum"})
        for number in range(COUNT):
            bad = HOSTILE[number % len(HOSTILE)] + json.dumps({"n": number}).encode()
            channel.basic_publish("", "samling.events", bad, pika.BasicProperties(headers={"compression": "zlib"}))
            channel.basic_publish("", "samling.events", good(product, number))
    assert product.broker is not None
    product.broker.wait_for(2 * COUNT)
    product.settle()
    product.pass_time(timedelta(hours=2))
    dead, cursor = [], ""
    while True:
        page = product.do("GET", f"events/dead?limit=200{cursor}", role="operator", organisation="*")
        dead += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert {row["type"] for row in dead} == {"unreadable"}
    assert len(dead) == COUNT
    assert all(row["reason"] for row in dead)
    assert len(Counter(row["reason"] for row in dead)) > 1, "each says what was wrong with it"
    assert not product.product.runtime.broker.faults()
