"""A due row is worked by one at a time, and is either finished, due again, or waiting for a person."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Row, Table, insert, select

from shared import due_rows
from shared.clock import StandingClock
from shared.database import Database

METADATA = MetaData()
PARCELS = Table(
    "parcels",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("road", Integer),
    *due_rows.due_columns(),
    due_rows.due_index("parcels"),
)
LEASE = timedelta(minutes=1)


@pytest.fixture
def parcels(database: Database) -> Database:
    with database.connection() as connection:
        METADATA.create_all(connection)
    return database


def owe(database: Database, ids: range, *, due_at: datetime | None = None, road: int | None = None) -> None:
    with database.transaction() as tx:
        rows = [{"id": number, "due_at": due_at or tx.now, "road": road} for number in ids]
        tx.execute(insert(PARCELS), rows)


def claim(database: Database, limit: int = 100, **options: Any) -> list[Row[Any]]:
    with database.transaction() as tx:
        return due_rows.claim(tx, PARCELS, limit=limit, lease=LEASE, **options)


def ids(rows: list[Row[Any]]) -> list[int]:
    return [row.id for row in rows]


def settle(database: Database, act: Callable[..., int], rows: list[Row[Any]], **options: Any) -> int:
    with database.transaction() as tx:
        return act(tx, PARCELS, rows, **options)


def row(database: Database, number: int = 1) -> Row[Any]:
    with database.read() as tx:
        return tx.execute(select(PARCELS).where(PARCELS.c.id == number)).one()


def test_what_is_due_longest_is_claimed_first_up_to_the_limit(parcels: Database, clock: StandingClock) -> None:
    owe(parcels, range(1, 3), due_at=clock.now() - timedelta(minutes=1))
    owe(parcels, range(3, 5), due_at=clock.now() - timedelta(minutes=2))
    owe(parcels, range(5, 6), due_at=clock.now() + timedelta(seconds=1))
    assert ids(claim(parcels, limit=3)) == [3, 4, 1]


def test_the_caller_chooses_which_rows_and_in_which_order(parcels: Database) -> None:
    owe(parcels, range(1, 4), road=1)
    owe(parcels, range(4, 6), road=2)
    assert ids(claim(parcels, where=PARCELS.c.road == 1, order_by=[PARCELS.c.id.desc()])) == [3, 2, 1]


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(parcels: Database, clock: StandingClock) -> None:
    owe(parcels, range(1, 2))
    (first,) = claim(parcels)
    clock.advance(LEASE - timedelta(seconds=1))
    assert claim(parcels) == []
    clock.advance(timedelta(seconds=1))
    (second,) = claim(parcels)
    assert (first.attempts, second.attempts) == (1, 2)
    assert first.lease != second.lease


@pytest.mark.parametrize(
    ("act", "options"),
    [
        (due_rows.finish, {}),
        (due_rows.put_off, {"until": datetime(2031, 1, 1, tzinfo=UTC), "reason": "later"}),
        (due_rows.give_up, {"reason": "no"}),
    ],
    ids=["finish", "put_off", "give_up"],
)
def test_who_lost_the_lease_changes_nothing_more(
    parcels: Database, clock: StandingClock, act: Callable[..., int], options: dict[str, Any]
) -> None:
    owe(parcels, range(1, 2))
    late = claim(parcels)
    clock.advance(LEASE)
    (present,) = claim(parcels)
    assert settle(parcels, act, late, **options) == 0
    assert row(parcels) == present


def test_a_finished_row_is_never_due_again(parcels: Database, clock: StandingClock) -> None:
    owe(parcels, range(1, 3))
    assert settle(parcels, due_rows.finish, claim(parcels), road=7) == 2
    clock.advance(timedelta(days=400))
    assert claim(parcels) == []
    assert (row(parcels).due_at, row(parcels).lease, row(parcels).road) == (None, None, 7)


def test_a_row_that_is_put_off_comes_back_with_its_count_and_reason(parcels: Database, clock: StandingClock) -> None:
    owe(parcels, range(1, 2))
    until = clock.now() + timedelta(hours=1)
    assert settle(parcels, due_rows.put_off, claim(parcels), until=until, reason="x" * 5000) == 1
    assert claim(parcels) == []
    clock.set(until)
    (again,) = claim(parcels)
    assert (again.attempts, again.last_error) == (2, "x" * 2000)


def test_a_row_that_was_given_up_waits_for_a_person(parcels: Database, clock: StandingClock) -> None:
    owe(parcels, range(1, 3))
    settle(parcels, due_rows.give_up, claim(parcels), reason="no such road")
    clock.advance(timedelta(days=400))
    assert claim(parcels) == []
    assert (row(parcels).dead_at, row(parcels).last_error) == (clock.now() - timedelta(days=400), "no such road")
    with parcels.transaction() as tx:
        assert due_rows.dead_count(tx, PARCELS) == 2
        assert due_rows.revive(tx, PARCELS, PARCELS.c.id == 1) == 1
        assert due_rows.dead_count(tx, PARCELS) == 1
    (revived,) = claim(parcels)
    assert (revived.id, revived.attempts, revived.dead_at) == (1, 1, None)


def test_only_the_dead_are_revived(parcels: Database) -> None:
    owe(parcels, range(1, 3))
    settle(parcels, due_rows.finish, claim(parcels, limit=1))
    with parcels.transaction() as tx:
        assert due_rows.revive(tx, PARCELS, PARCELS.c.id > 0) == 0


def test_at_a_start_all_leases_end(parcels: Database) -> None:
    owe(parcels, range(1, 4))
    settle(parcels, due_rows.finish, claim(parcels, limit=1))
    claim(parcels)
    with parcels.transaction() as tx:
        assert due_rows.release(tx, PARCELS) == 2
    assert ids(claim(parcels)) == [2, 3]


def test_it_is_known_which_row_waits_longest(parcels: Database, clock: StandingClock) -> None:
    def oldest() -> datetime | None:
        with parcels.read() as tx:
            return due_rows.oldest_due(tx, PARCELS)

    owe(parcels, range(1, 2), due_at=clock.now() + timedelta(minutes=5))
    assert oldest() is None
    clock.advance(timedelta(minutes=10))
    assert oldest() == clock.now() - timedelta(minutes=5)


def share_out(database: Database, take: Callable[[], list[int]]) -> list[int]:
    together, taken = threading.Barrier(4), list[int]()

    def work() -> None:
        together.wait()
        while numbers := take():
            taken.extend(numbers)

    claimers = [threading.Thread(target=work) for _ in range(4)]
    for claimer in claimers:
        claimer.start()
    for claimer in claimers:
        claimer.join()
    return taken


def test_two_claimers_never_get_the_same_row(parcels: Database) -> None:
    owe(parcels, range(1, 101))
    taken = share_out(parcels, lambda: ids(claim(parcels, limit=3)))
    assert sorted(taken) == list(range(1, 101))


def test_twin_without_a_lease_two_claimers_get_the_same_row(parcels: Database) -> None:
    owe(parcels, range(1, 4))

    def look() -> list[int]:
        with parcels.transaction() as tx:
            return ids(due_rows.select_due(tx, PARCELS, limit=3))

    assert look() == look() == [1, 2, 3]


def test_open_rows_are_found_by_their_index(parcels: Database, clock: StandingClock) -> None:
    with parcels.read() as tx:
        plan = tx.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM parcels WHERE due_at <= ? ORDER BY due_at", ("2027-01-01",)
        )
        assert "ix_parcels_due" in str(plan.all())
