"""Copies of what others said follow the newest revision; inserts leave alone or overwrite as asked."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError

from shared import sql
from shared.database import Database, Transaction

METADATA = MetaData()
KNOWN = Table(
    "known_event",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("title", String(40)),
    Column("place", String(40)),
    UniqueConstraint("title", "place"),
)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.connection() as connection:
        METADATA.create_all(connection)
    with database.transaction() as tx:
        yield tx


def known(tx: Transaction, event_id: str = "evt_1") -> tuple[int, str | None]:
    row = tx.execute(select(KNOWN.c.revision, KNOWN.c.title).where(KNOWN.c.id == event_id)).one()
    return row.revision, row.title


def state(revision: int) -> dict[str, object]:
    return {"id": "evt_1", "revision": revision, "title": f"as of {revision}"}


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_in_whatever_order_states_come_the_newest_stays(tx: Transaction, order: tuple[int, ...]) -> None:
    taken = [sql.follow(tx, KNOWN, state(revision)) for revision in order]
    assert known(tx) == (3, "as of 3")
    assert taken == [revision > max(order[:place], default=0) for place, revision in enumerate(order)]


def test_twin_with_a_plain_upsert_an_older_state_overwrites_a_newer(tx: Transaction) -> None:
    for revision in (2, 1):
        sql.upsert(tx, KNOWN, [state(revision)], "id")
    assert known(tx) == (1, "as of 1")


def test_the_same_revision_again_is_not_news(tx: Transaction) -> None:
    assert sql.follow(tx, KNOWN, state(2))
    assert not sql.follow(tx, KNOWN, {**state(2), "title": "other words"})
    assert known(tx) == (2, "as of 2")


def test_following_leaves_columns_alone_that_others_do_not_tell(tx: Transaction) -> None:
    sql.follow(tx, KNOWN, {**state(1), "place": "library"})
    sql.follow(tx, KNOWN, state(2))
    assert tx.scalar(select(KNOWN.c.place)) == "library"


def test_an_ignoring_insert_leaves_alone_what_is_there(tx: Transaction) -> None:
    sql.insert_ignore(tx, KNOWN, [state(1)])
    sql.insert_ignore(tx, KNOWN, [state(2), {"id": "evt_2", "revision": 1, "title": "new"}], "id")
    assert (known(tx), known(tx, "evt_2")) == ((1, "as of 1"), (1, "new"))


def test_an_ignoring_insert_ignores_only_the_conflict_it_names(tx: Transaction) -> None:
    sql.insert_ignore(tx, KNOWN, [{**state(1), "place": "library"}])
    with pytest.raises(IntegrityError):
        sql.insert_ignore(tx, KNOWN, [{**state(1), "id": "evt_2", "place": "library"}], "id")


def test_no_rows_are_no_statement(tx: Transaction) -> None:
    sql.insert_ignore(tx, KNOWN, [])
    sql.upsert(tx, KNOWN, [], "id")
    assert tx.execute(select(KNOWN)).all() == []
