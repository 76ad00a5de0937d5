"""What failed within the hour is measured and warned of, by channel."""

from datetime import timedelta

import pytest
from werkzeug.test import Client

from services.notifications.channels.outcome import Kind, Outcome
from tests.services.notifications.letters import asked
from tests.services.notifications.outbound import Outbound
from tests.support.product import TestProduct

PHONE = "+447700900105"


@pytest.mark.slow
def test_sends_that_failed_within_the_hour_are_counted_by_channel(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Amina", phone=PHONE)
    product.weather(sms={"refuse": 1})
    product.an_event(network)
    client = Client(product.product.services["notifications"].app)
    assert 'samling_failed_sends{channel="sms",service="notifications"} 1.0' in client.get("/metrics").text
    ready = client.get("/ready")
    assert (ready.status_code, ready.json["warnings"]) == (200, {"sms.failed": "1 sends failed within the hour"})  # type: ignore[index]
    product.clock.advance(timedelta(hours=2))
    assert 'samling_failed_sends{channel="sms",service="notifications"} 0.0' in client.get("/metrics").text


def test_what_is_held_is_counted(product: TestProduct) -> None:
    network = product.a_network(sending="held")
    product.a_member(network, "Amina", phone=PHONE)
    product.an_event(network)
    shown = Client(product.product.services["notifications"].app).get("/metrics").text
    assert 'samling_held_notifications{channel="sms",service="notifications"} 1.0' in shown


def test_how_long_the_oldest_letter_waits_is_measured(outbound: Outbound) -> None:
    outbound.post.answers = [Outcome(Kind.LATER, code="no connection")]
    asked(outbound)
    outbound.clock.advance(timedelta(minutes=3))
    shown = outbound.service.app.test_client().get("/metrics").text
    (line,) = [line for line in shown.splitlines() if line.startswith("samling_oldest_letter_seconds{")]
    assert 'channel="email"' in line
    assert 170 < float(line.split()[-1]) < 180
