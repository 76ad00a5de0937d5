"""What waits, what gave up and whether the database answers can be read by those who run a service."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import insert
from werkzeug.test import Client

from shared.http.doors import inner_door, outer_door
from shared.outbox import OUTBOX
from shared.watch import Watch
from tests.support.product import TestProduct


def say(product: TestProduct, *, minutes_ago: float = 0, dead: bool = False) -> None:
    """A row in the outbox of `events` that no relay has taken, or that gave up."""
    database = product.product.services["events"].database
    with database.transaction() as tx:
        row = {
            "id": tx.new_id("msg"),
            "type": "x",
            "subject": "x",
            "revision": 1,
            "organisation": "demo",
            "digest": "x",
        }
        row |= {"readers": [], "readers_left": ["web"], "written_at": tx.now, "attempts": 1}
        at = tx.now - timedelta(minutes=minutes_ago)
        row |= {"due_at": None, "dead_at": tx.now} if dead else {"due_at": at}
        tx.execute(insert(OUTBOX).values(row))


def shown(product: TestProduct) -> str:
    return Client(product.product.services["events"].app).get("/metrics").text


@pytest.mark.slow
def test_what_waits_is_counted_and_timed(product: TestProduct) -> None:
    say(product, minutes_ago=3)
    assert 'samling_due_rows{service="events",table="outbox"} 1.0' in shown(product)
    assert 'samling_oldest_due_seconds{service="events",table="outbox"} 180.0' in shown(product)
    assert 'samling_oldest_due_seconds{service="events",table="inbox"} 0.0' in shown(product)


def test_rows_that_gave_up_are_a_warning_and_no_reason_to_go_elsewhere(product: TestProduct) -> None:
    product.clock.advance(timedelta(minutes=2))
    say(product, dead=True)
    for app in (product.product.services["events"].app, outer_door(product.product.services["events"].app)):
        answer = Client(app).get("/ready")
        assert (answer.status_code, answer.json) == (
            200,
            {"status": "ready", "reasons": {}, "warnings": {"outbox.dead": "1 rows gave up; see /dead"}},
        )
    assert 'samling_dead_rows{service="events",table="outbox"} 1.0' in shown(product)
    together = Client(product.product.app).get("/ready")
    assert (together.status_code, list(together.json["warnings"])) == (200, ["events"])  # type: ignore[index]


def test_what_waits_too_long_is_a_reason_inside_and_a_warning_outside(product: TestProduct) -> None:
    say(product, minutes_ago=3)
    app = product.product.services["events"].app
    assert Client(inner_door(app, dict)).get("/ready").status_code == 503
    outside = Client(outer_door(app)).get("/ready")
    assert (outside.status_code, list(outside.json["warnings"])) == (200, ["outbox.lag"])  # type: ignore[index]


def test_where_messages_stand_still_is_said_and_measured(product: TestProduct) -> None:
    door = inner_door(product.product.services["events"].app, lambda: {"broker.publishing": "no connection"})
    assert Client(door).get("/ready").json == {"status": "not ready", "reasons": {"broker.publishing": "no connection"}}
    assert 'samling_broker_fault{place="broker.publishing"} 1.0' in Client(door).get("/metrics").text


def test_dead_letters_are_a_warning(product: TestProduct) -> None:
    door = inner_door(product.product.services["events"].app, lambda: {"broker.dead_letters": "3 messages"})
    answer = Client(door).get("/ready")
    assert (answer.status_code, answer.json["warnings"]) == (200, {"broker.dead_letters": "3 messages"})  # type: ignore[index]


def test_a_database_that_does_not_answer_is_said_by_its_gauge_and_outside_too(product: TestProduct) -> None:
    service = product.product.services["events"]

    class Gone:
        source = "events"

        def read(self) -> None:
            raise OSError

    registry = CollectorRegistry()
    Watch(Gone()).register(registry)  # type: ignore[arg-type]
    assert 'samling_database_up{service="events"} 0.0' in generate_latest(registry).decode()
    assert 'samling_database_up{service="events"} 1.0' in Client(service.app).get("/metrics").text
