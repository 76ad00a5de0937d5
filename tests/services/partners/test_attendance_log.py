"""No reader passes over an entry, whichever of two writers commits first."""

import itertools
import json
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import insert

from services.partners.attendance_log import LogEntry, take_position
from services.partners.operations.add_partner import add_partner
from services.partners.queries import feed
from shared.database import Database, Transaction
from tests.services.partners.story import Story
from tests.support.one_service import ORGANISATION

Positions = Callable[[Transaction], int]


class Reader:
    """A partner's system: reads, keeps the cursor, goes on from there."""

    def __init__(self, database: Database, partner: str) -> None:
        self._database, self._partner = database, partner
        self._cursor: str | None = None
        self.seen: list[str] = []

    def read(self) -> None:
        with self._database.read() as tx:
            bodies, self._cursor = feed(tx, ORGANISATION, self._partner, after=self._cursor, limit=100)
        self.seen += [json.loads(body)["word"] for body in bodies]


@pytest.fixture
def database(blank: Story) -> Database:
    return blank.service.database


@pytest.fixture
def partner(database: Database) -> str:
    with database.transaction() as tx:
        return add_partner(tx, ORGANISATION, name="Introduksjonsprogrammet").id


def test_a_reader_sees_both_when_the_first_to_take_a_position_commits_last(database: Database, partner: str) -> None:
    def counter(tx: Transaction) -> int:
        return take_position(tx, ORGANISATION, partner)

    reader = Reader(database, partner)
    second = threading.Thread(target=_write, args=(database, partner, "second", counter))
    with database.transaction() as tx:
        position = counter(tx)
        second.start()  # it cannot have a position before this transaction has ended
        reader.read()
        _insert(tx, partner, "first", position)
    second.join()
    reader.read()
    assert reader.seen == ["first", "second"]


def test_twin_a_sequence_lets_the_reader_pass_over_the_late_one(database: Database, partner: str) -> None:
    numbers = itertools.count(1)  # like a database sequence: a number is given at once, whenever its taker commits

    def sequence(_tx: Transaction) -> int:
        return next(numbers)

    with database.transaction() as tx:  # the counter stands where the sequence will: the feed takes its numbers
        assert [take_position(tx, ORGANISATION, partner) for _ in range(2)] == [1, 2]
    reader = Reader(database, partner)
    with database.read() as early:  # the first writer has its number, and has not written yet
        position = sequence(early)
        _write(database, partner, "second", sequence)
        reader.read()
    with database.transaction() as tx:
        _insert(tx, partner, "first", position)
    reader.read()
    assert reader.seen == ["second"]


def test_a_position_of_a_transaction_that_failed_is_given_again(database: Database, partner: str) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        take_position(tx, ORGANISATION, partner) / 0
    with database.transaction() as tx:
        assert take_position(tx, ORGANISATION, partner) == 1


def test_each_partner_counts_for_itself(database: Database, partner: str) -> None:
    with database.transaction() as tx:
        other = add_partner(tx, ORGANISATION, name="Skatt nord").id
        assert [take_position(tx, ORGANISATION, name) for name in (partner, other, partner)] == [1, 1, 2]


def _write(database: Database, partner: str, word: str, positions: Positions) -> None:
    with database.transaction() as tx:
        _insert(tx, partner, word, positions(tx))


def _insert(tx: Transaction, partner: str, word: str, position: int) -> None:
    tx.execute(
        insert(LogEntry).values(
            organisation=ORGANISATION,
            partner_id=partner,
            position=position,
            message_id=f"msg_{word}",
            type="attendance.recorded.v1",
            subject="att_1",
            body=json.dumps({"word": word}),
            at=tx.now,
        )
    )
