"""What a transaction wants to say is stored with it, as the contract shows it."""

from datetime import timedelta

import pytest
from sqlalchemy import Row, select

from shared import outbox
from shared.clock import StandingClock
from shared.contracts import writer_of
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Database
from shared.message import Message, digest
from shared.outbox import OUTBOX, Saying


def rows(database: Database) -> list[Row]:  # type: ignore[type-arg]
    with database.read() as tx:
        return list(tx.execute(select(OUTBOX).order_by(OUTBOX.c.position)))


def seats(number: int) -> Saying:
    return Saying("demo", f"evt_{number}", number, {"event_id": f"evt_{number}", "taken": number, "waiting": 0})


def said(database: Database, cause: Message | None = None) -> Message:
    with database.transaction(cause=cause) as tx:
        outbox.put_all(tx, SEATS_CHANGED, [seats(1)])
    return Message.from_json(rows(database)[-1].body)


def test_a_message_is_stored_with_all_that_the_relay_needs(database: Database, clock: StandingClock) -> None:
    message = said(database)
    (row,) = rows(database)
    assert (message.id, message.source, message.type) == (row.id, "/samling/notes", "seats.changed.v1")
    assert (message.subject, message.revision, message.organisation) == ("evt_1", 1, "demo")
    assert message.time == row.written_at == row.due_at == clock.now()
    assert tuple(row.readers) == tuple(row.readers_left) == SEATS_CHANGED.readers
    assert row.digest == digest(row.body)


def test_it_carries_what_the_contract_names_and_nothing_else(database: Database) -> None:
    data = {"event_id": "evt_1", "taken": 1, "waiting": 0, "phone": "+447700900123"}
    with database.transaction() as tx:
        outbox.put(tx, SEATS_CHANGED, organisation="demo", subject="evt_1", revision=1, data=data)
    assert "+447700900123" not in rows(database)[0].body


def test_a_message_without_a_cause_begins_a_story(database: Database) -> None:
    message = said(database)
    assert (message.correlationid, message.causationid) == (message.id, None)


def test_a_message_names_its_cause_and_the_story_it_belongs_to(database: Database) -> None:
    first = said(database)
    second = said(database, cause=first)
    third = said(database, cause=second)
    assert third.causationid == second.id
    assert first.correlationid == second.correlationid == third.correlationid


def test_many_messages_keep_the_order_they_were_said_in(database: Database) -> None:
    with database.transaction() as tx:
        outbox.put_all(tx, SEATS_CHANGED, (seats(number) for number in range(1, 31)))
    assert [row.revision for row in rows(database)] == list(range(1, 31))
    assert len({row.id for row in rows(database)}) == 30


def test_nothing_to_say_is_nothing_stored(database: Database) -> None:
    with database.transaction() as tx:
        outbox.put_all(tx, SEATS_CHANGED, [])
    assert rows(database) == []


def test_what_is_rolled_back_was_never_said(database: Database, clock: StandingClock) -> None:
    def say_and_fail() -> None:
        with database.transaction() as tx:
            outbox.put_all(tx, SEATS_CHANGED, [seats(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail()
    clock.advance(timedelta(minutes=1))
    assert rows(database) == []


def test_the_service_that_owns_a_contract_is_its_writer() -> None:
    assert writer_of(SEATS_CHANGED) == "registrations"
