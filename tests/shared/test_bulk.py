"""Many rows in one statement are what the same rows one by one would be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, select

from shared.bulk import among, change_all, insert_new
from shared.clock import StandingClock
from shared.columns import Instant, JsonText
from shared.database import Database, Transaction
from shared.ids import CountingIds
from tests.support.servers import PostgreSql

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)
PARCELS = Table(
    "parcels",
    MetaData(),
    Column("id", String(40), primary_key=True),
    Column("key", String(40), unique=True),
    Column("due_at", Instant),
    Column("lease", String(40)),
    Column("fragile", Boolean, nullable=False, server_default="0"),
    Column("tries", Integer),
    Column("data", JsonText),
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.production)])
def database(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'parcels.sqlite3'}"
    if request.param == "postgresql":
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = server.new_database()
    database = Database(url, source="parcels", clock=StandingClock(NOW), ids=CountingIds())
    with database.connection() as connection:
        PARCELS.create(connection)
    yield database
    database.close()


def parcel(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"p{number}", "key": f"k{number}", "due_at": NOW, "tries": number, "data": {"to": "Åse"}} | fields


def rows(tx: Transaction) -> dict[str, Any]:
    return {row.id: row for row in tx.execute(select(PARCELS).order_by(PARCELS.c.id))}


def test_all_kinds_of_values_come_back_whether_they_differ_or_not(database: Database) -> None:
    differing = parcel(2, due_at=NOW + timedelta(1), data={"to": '\u0627\u0644 "x"'}, fragile=True, lease=None)
    same = parcel(1, fragile=False, lease="one")
    with database.transaction() as tx:
        insert_new(tx, PARCELS, [same, differing], "key")
        insert_new(tx, PARCELS, [parcel(3)], "key")
    with database.read() as tx:
        found = rows(tx)
    for wanted in (same, differing, parcel(3, fragile=False, lease=None)):
        assert found[wanted["id"]]._mapping == wanted


def test_who_is_there_already_is_left_alone_and_only_the_new_are_told(database: Database) -> None:
    with database.transaction() as tx:
        insert_new(tx, PARCELS, [parcel(1)], "key")
        told = insert_new(tx, PARCELS, [parcel(1, tries=9), parcel(2), parcel(2, id="p9")], "key", returning=("id",))
        assert [row.id for row in told] == ["p2"]
        assert insert_new(tx, PARCELS, [], "key", returning=("id",)) == []
        assert {key: row.tries for key, row in rows(tx).items()} == {"p1": 1, "p2": 2}


def test_only_rows_that_the_keys_name_are_changed(database: Database) -> None:
    with database.transaction() as tx:
        insert_new(tx, PARCELS, [parcel(1, lease="mine"), parcel(2, lease="mine"), parcel(3, lease="hers")], "key")
        changes = [{"id": f"p{n}", "lease": "mine", "tries": 10 * n, "due_at": None} for n in (1, 2, 3)]
        change_all(tx, PARCELS, changes, "id", "lease", also={"lease": None})
        assert [(row.tries, row.due_at, row.lease) for row in rows(tx).values()] == [
            (10, None, None),
            (20, None, None),
            (3, NOW, "hers"),
        ]
        change_all(tx, PARCELS, [], "id")


def test_among_is_as_in(database: Database) -> None:
    with database.transaction() as tx:
        insert_new(tx, PARCELS, [parcel(number) for number in range(5)], "key")
        found = tx.scalars(select(PARCELS.c.id).where(among(tx, PARCELS.c.id, {"p1", "p3", "p8"}))).all()
        assert sorted(found) == ["p1", "p3"]
        assert tx.scalars(select(PARCELS.c.id).where(among(tx, PARCELS.c.id, []))).all() == []
