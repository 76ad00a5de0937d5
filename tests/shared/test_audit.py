"""The books find what was lost on the way and what was never said."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update

from shared import audit, inbox
from shared.audit import Book
from shared.database import Database
from shared.inbox import INBOX
from shared.outbox import OUTBOX
from tests.support.messaging import Talk

Hours = dict[str, dict[str, object]]


@pytest.fixture
def told(talk: Talk) -> Talk:
    """Five messages, said and heard a minute ago, in two different hours."""
    talk.clock.advance(timedelta(minutes=58))
    for number in range(1, 6):
        talk.say(number, subject=f"evt_{number}")
        talk.clock.advance(timedelta(minutes=1))
    talk.settle()
    talk.clock.advance(timedelta(minutes=1))
    return talk


def said(talk: Talk, reader: str = "events") -> Hours:
    with talk.databases["registrations"].read() as tx:
        return audit.said(tx).get(reader, {})


def heard(talk: Talk, reader: str = "events") -> Hours:
    with talk.databases[reader].read() as tx:
        return audit.heard(tx).get("registrations", {})


def differences(talk: Talk) -> tuple[list[str], list[str]]:
    """Ids that were lost, and ids that nobody said, as the command finds them."""
    lost, ghosts = [], []
    for hour in sorted({*said(talk), *heard(talk)}):
        if said(talk).get(hour) == heard(talk).get(hour):
            continue
        with talk.databases["registrations"].read() as tx:
            spoken = audit.ids_said(tx, "events", datetime.fromisoformat(hour))
        with talk.databases["events"].read() as tx:
            received = set(audit.ids_heard(tx, "registrations", datetime.fromisoformat(hour)))
        lost += [message for message, confirmed in spoken.items() if confirmed and message not in received]
        ghosts += sorted(received - set(spoken))
    return lost, ghosts


def books(database: Database) -> dict[str, Book]:
    with database.read() as tx:
        return {book.name: book for book in audit.machinery_books(tx)}


def test_what_was_said_and_heard_has_the_same_fingerprints(told: Talk) -> None:
    assert said(told) == heard(told) == said(told, "notifications")
    assert [entry["count"] for entry in said(told).values()] == [2, 3]


def test_a_lost_message_is_found_by_its_id(told: Talk) -> None:
    with told.databases["events"].transaction() as tx:
        tx.execute(delete(INBOX).where(INBOX.c.position == 2))
    lost, ghosts = differences(told)
    assert (lost, ghosts) == ([told.outbox()[1].id], [])


def test_a_message_that_nobody_said_is_found_by_its_id(told: Talk) -> None:
    with told.databases["registrations"].transaction() as tx:
        tx.execute(delete(OUTBOX).where(OUTBOX.c.position == 4))
    lost, ghosts = differences(told)
    assert (lost, ghosts) == ([], [told.inbox()[3].id])


def test_one_lost_and_one_ghost_do_not_even_out(told: Talk) -> None:
    with told.databases["events"].transaction() as tx:
        tx.execute(update(INBOX).where(INBOX.c.position == 5).values(id="msg_another"))
    assert differences(told) == ([told.outbox()[4].id], ["msg_another"])


def test_what_is_under_way_is_not_compared_yet(talk: Talk) -> None:
    talk.say(1)
    talk.settle()
    talk.clock.advance(timedelta(seconds=9))
    assert (said(talk), heard(talk)) == ({}, {})
    talk.clock.advance(timedelta(seconds=1))
    assert said(talk) == heard(talk) != {}


def test_what_a_reader_has_not_confirmed_is_not_lost(talk: Talk) -> None:
    talk.broker._readers.pop("events")
    talk.say(1)
    talk.settle()
    talk.clock.advance(timedelta(minutes=1))
    assert (said(talk), differences(talk)) == ({}, ([], []))
    assert said(talk, "notifications") == heard(talk, "notifications") != {}


def test_what_was_heard_before_it_was_recorded_as_said_is_no_ghost(told: Talk) -> None:
    with told.databases["registrations"].transaction() as tx:
        tx.execute(update(OUTBOX).values(done_at=None, due_at=tx.now, readers_left=["events", "notifications"]))
    assert said(told) == {}
    assert differences(told) == ([], [])


def test_both_sides_forget_at_the_same_hour(told: Talk) -> None:
    counts = []
    told.clock.advance(audit.MEMORY - timedelta(hours=1))
    for _ in range(3):
        assert said(told) == heard(told)
        counts.append([entry["count"] for entry in said(told).values()])
        told.clock.advance(timedelta(hours=1))
    assert counts == [[2, 3], [3], []]


def test_each_row_of_the_machinery_is_in_one_state(talk: Talk) -> None:
    talk.say(1)
    talk.settle()
    talk.say(2)
    outbox, inbox_, dead = books(talk.databases["registrations"]).values()
    assert (outbox.owed, outbox.found) == (2, {"done": 1, "pending": 1, "dead": 0})
    assert (inbox_.owed, dead.owed) == (0, 0)
    assert all(book.balanced for book in (outbox, inbox_, dead))


def test_a_row_that_nobody_will_work_unbalances_its_book(talk: Talk) -> None:
    talk.say(1)
    with talk.databases["registrations"].transaction() as tx:
        tx.execute(update(OUTBOX).values(due_at=None))
    assert not books(talk.databases["registrations"])["outbox"].balanced


def test_dead_rows_are_a_difference_until_somebody_decides(talk: Talk) -> None:
    with talk.databases["events"].transaction() as tx:
        inbox.store(tx, [b""])
    report = books(talk.databases["events"])
    assert report["inbox"].balanced
    assert not report["dead rows"].balanced


def test_what_was_removed_is_counted_by_kind(database: Database) -> None:
    for count in (2, 0, 3):
        with database.transaction() as tx:
            audit.removed(tx, "people erased", count)
    with database.transaction() as tx:
        audit.removed(tx, "inbox discarded", 1)
        assert audit.removed_counts(tx) == {"people erased": 5, "inbox discarded": 1}
