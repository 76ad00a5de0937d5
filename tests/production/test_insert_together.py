"""Many rows of several tables are stored at once, as if each had been inserted alone; on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Boolean, Column, Integer, String, Table, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, StatementError

from shared.bulk import insert_together
from shared.columns import Instant, JsonText
from shared.database import Database
from tests.production.test_database import SHELF, TABLES, open_database, shelf

__all__ = ["open_database", "shelf"]

pytestmark = pytest.mark.production

NOON = datetime(2027, 1, 4, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
BOOKS = Table(
    "books",
    TABLES,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("title", String(40), nullable=False),
    Column("lent", Boolean),
    Column("since", Instant),
    Column("notes", JsonText),
)
HARD = 'O\'Neill \\ "quoted" \U0001f600 مرحبا ; -- % :x'


def a_book(title: str, **more: object) -> dict[str, object]:
    return {"title": title, "lent": None, "since": None, "notes": None} | more


def test_rows_come_back_as_if_each_had_been_inserted_alone(shelf: Database) -> None:
    rows = [a_book(HARD, lent=True, since=NOON, notes={"a": [1, HARD]}), a_book("b", lent=False), a_book("c", notes=[])]
    with shelf.transaction() as tx:
        insert_together(tx, (BOOKS, rows), (SHELF, [{"id": "north", "books": 1, "revision": 2}]))
    with shelf.transaction() as tx:
        for row in rows:
            tx.execute(insert(BOOKS).values(row))
    with shelf.read() as tx:
        together, alone = (
            tx.execute(select(BOOKS).order_by(BOOKS.c.position)).all()[:3],
            tx.execute(select(BOOKS).order_by(BOOKS.c.position)).all()[3:],
        )
        assert tx.execute(select(SHELF.c.id, SHELF.c.books, SHELF.c.since)).one() == ("north", 1, None)
    assert [row[1:] for row in together] == [row[1:] for row in alone]
    assert together[0].since == NOON.astimezone(UTC)


def test_a_change_goes_along(shelf: Database) -> None:
    moved = update(SHELF).where(SHELF.c.id == bindparam("at")).values(books=bindparam("new_books"))
    with shelf.transaction() as tx:
        tx.execute(insert(SHELF).values(id="north"))
    woken = shelf.wakeup.another()
    with shelf.transaction() as tx:
        insert_together(tx, (BOOKS, [a_book("a")]), along=moved, at="north", new_books=7)
    assert woken.wait(0)
    with shelf.read() as tx:
        assert (tx.scalar(select(SHELF.c.books)), tx.scalar(select(BOOKS.c.title))) == (7, "a")


def test_one_row_that_cannot_be_stored_takes_all_with_it_and_is_not_quoted(shelf: Database) -> None:
    def put() -> None:
        with shelf.transaction() as tx:
            insert_together(
                tx, (BOOKS, [a_book("a")]), (SHELF, [{"id": name, "books": 1, "revision": 1} for name in "nn"])
            )

    with pytest.raises(DBAPIError) as raised:
        put()
    assert "'n'" not in str(raised.value)
    assert "(n)" not in str(raised.value)
    with shelf.read() as tx:
        assert tx.execute(select(BOOKS)).all() == []


def test_a_time_without_its_zone_is_refused(shelf: Database) -> None:
    with pytest.raises((StatementError, ValueError), match="an instant needs a time zone"), shelf.transaction() as tx:
        insert_together(tx, (BOOKS, [a_book("a", since=NOON.replace(tzinfo=None))]))


def test_nothing_to_store_is_nothing_done(shelf: Database) -> None:
    woken = shelf.wakeup.another()
    with shelf.transaction() as tx:
        insert_together(tx, (BOOKS, []))
    assert not woken.wait(0)
