"""The inbox keeps each message once, sets aside what it cannot use, and no body stops it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Row, delete, func, select, update

from shared import inbox
from shared.database import Database
from shared.inbox import INBOX
from shared.message import Message

OTHER_CONTENT = "the same id came before with other content"

anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=6,
)
times = some.sampled_from(
    ["2027-01-04T12:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2027-01-04T12:00:00"]
)
envelopes = some.fixed_dictionaries(
    {
        "specversion": some.just("1.0"),
        "id": some.text(min_size=1, max_size=220) | anything,
        "source": some.text(min_size=1, max_size=20),
        "type": some.text(min_size=1, max_size=20) | some.just("seats.changed.v1"),
        "subject": some.text(min_size=1, max_size=20),
        "time": times | anything,
        "organisation": some.text(min_size=1, max_size=20),
        "revision": some.integers() | anything,
        "data": some.dictionaries(some.text(), anything, max_size=3),
    },
    optional={"correlationid": anything, "causationid": anything},
)


def body(message_id: str = "msg_1", *, revision: int = 1, **data: Any) -> str:
    return Message(
        id=message_id,
        source="/samling/events",
        type="event.published.v1",
        subject="evt_1",
        time=datetime(2027, 1, 4, 11, tzinfo=UTC),
        organisation="demo",
        revision=revision,
        correlationid=message_id,
        causationid=None,
        data=data,
    ).to_json()


def store(database: Database, *bodies: str | bytes, locks: inbox.Locks = lambda _message: None) -> int:
    with database.transaction() as tx:
        return inbox.store(tx, bodies, locks)


def rows(database: Database) -> list[Row[Any]]:
    with database.read() as tx:
        return list(tx.execute(select(INBOX).order_by(INBOX.c.position)))


def test_a_message_is_due_at_once_with_what_the_dispatcher_orders_by(database: Database) -> None:
    text = body(event_id="evt_1")
    assert store(database, text, locks=lambda message: str(message.data["event_id"])) == 1
    (row,) = rows(database)
    assert (row.source, row.id, row.subject, row.revision) == ("/samling/events", "msg_1", "evt_1", 1)
    assert (row.locks, row.body, row.due_at) == ("evt_1", text, row.received_at)


def test_a_repeat_is_ignored_in_the_same_batch_and_later(database: Database) -> None:
    assert store(database, body(), body(), body("msg_2")) == 2
    assert store(database, body()) == 0
    assert [row.id for row in rows(database)] == ["msg_1", "msg_2"]


def test_an_id_stays_known_after_its_message_is_done(database: Database) -> None:
    store(database, body())
    with database.transaction() as tx:
        tx.execute(update(INBOX).values(due_at=None, done_at=tx.now, body=None))
    assert store(database, body()) == 0


def test_twin_without_the_kept_row_a_repeat_counts_as_new(database: Database) -> None:
    store(database, body())
    with database.transaction() as tx:
        tx.execute(delete(INBOX))
    assert store(database, body()) == 1


def test_other_content_under_a_known_id_is_set_aside(database: Database) -> None:
    store(database, body(taken=1))
    assert store(database, body(taken=2)) == 0
    assert store(database, body(taken=2)) == 0
    first, other = rows(database)
    assert (first.dead_at, other.due_at, other.last_error) == (None, None, OTHER_CONTENT)


def test_other_content_under_the_same_id_in_one_batch_is_set_aside_too(database: Database) -> None:
    assert store(database, body(taken=1), body(taken=2), body(taken=1)) == 1
    first, other = rows(database)
    assert Message.from_json(first.body).data == {"taken": 1}
    assert other.last_error == OTHER_CONTENT


def test_two_services_may_use_the_same_id(database: Database) -> None:
    assert store(database, body(), body().replace("/samling/events", "/samling/partners")) == 2


def test_an_unreadable_body_is_kept_once_beside_the_good_ones(database: Database) -> None:
    assert store(database, b"\xff", body(), b"\xff") == 2
    assert sorted(row.last_error or "" for row in rows(database)) == ["", "the body is no JSON"]


@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "organisation"])
@pytest.mark.parametrize("text", ["\ud800", "a\0b", "line\nbreak", ""])
@pytest.mark.slow
def test_an_attribute_that_no_database_can_hold_is_refused(database: Database, name: str, text: str) -> None:
    store(database, json.dumps({**json.loads(body()), name: text}))
    assert rows(database)[0].last_error == f"the attribute {name} is missing or no short text"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(some.lists(envelopes.map(json.dumps) | some.binary(max_size=40), min_size=1, max_size=4))
def test_no_body_stops_the_consumer(database: Database, bodies: list[str | bytes]) -> None:
    good = body()
    store(database, *bodies, good)
    with database.transaction() as tx:
        assert tx.scalar(select(func.count()).where(INBOX.c.id == "msg_1")) == 1
        tx.execute(delete(INBOX))


def wait_for(database: Database, message_id: str, subject: str, revision: int) -> None:
    with database.transaction() as tx:
        waiting = {"waiting_source": "/samling/events", "waiting_subject": subject, "waiting_revision": revision}
        tx.execute(update(INBOX).where(INBOX.c.id == message_id).values(due_at=None, dead_at=tx.now, **waiting))


def test_a_fact_wakes_those_that_wait_for_it_or_for_an_older_state(database: Database) -> None:
    store(database, *(body(f"msg_{number}") for number in range(1, 5)))
    for message_id, subject, revision in (
        ("msg_1", "evt_9", 5),
        ("msg_2", "evt_9", 7),
        ("msg_3", "evt_9", 8),
        ("msg_4", "evt_8", 1),
    ):
        wait_for(database, message_id, subject, revision)
    with database.transaction() as tx:
        inbox.wake_waiting(tx, "/samling/events", "evt_9", 7)
    assert [row.id for row in rows(database) if row.due_at and not row.dead_at] == ["msg_1", "msg_2"]
