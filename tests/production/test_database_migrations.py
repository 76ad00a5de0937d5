"""On PostgreSQL the steps make the tables of the code, once, however many processes begin with it at the same time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError

import services
from services import SERVICES
from shared import migrations
from shared.clock import SystemClock
from shared.database import Database
from shared.ids import random_ids
from shared.machinery import METADATA
from tests.support.at_once import beside, until_waiting
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production

FOLDER = Path(services.__path__[0])
EVENTS = FOLDER / "events" / "migrations"


@pytest.fixture
def empty(postgresql: PostgreSql) -> Iterator[Database]:
    database = Database(postgresql.new_database(), source="events", clock=SystemClock(), ids=random_ids)
    yield database
    database.close()


def tables_of(service: str) -> MetaData:
    import_module(f"services.{service}.service")  # brings all its tables
    base = import_module(f"services.{service}.base")
    found = getattr(base, "METADATA", None)
    return found if isinstance(found, MetaData) else base.Base.metadata  # type: ignore[no-any-return]


@pytest.mark.parametrize("service", SERVICES)
def test_the_steps_make_exactly_the_tables_of_the_code(empty: Database, service: str) -> None:
    assert migrations.migrate(empty, FOLDER / service / "migrations")
    assert not migrations.migrate(empty, FOLDER / service / "migrations")
    together = MetaData(naming_convention=tables_of(service).naming_convention)
    machinery = METADATA.tables.values() if service != "sandbox" else ()  # the world outside has none of it
    for table in (*machinery, *tables_of(service).tables.values()):
        table.to_metadata(together)
    with empty.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, together) == []


def test_twin_a_column_that_no_step_makes_is_seen(empty: Database) -> None:
    migrations.migrate(empty, EVENTS)
    with empty.connection() as connection:
        connection.exec_driver_sql("ALTER TABLE networks DROP COLUMN signature")
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, [tables_of("events"), METADATA])
    assert [difference[0] for difference in differences] == ["add_column"]


def test_of_two_that_migrate_at_once_one_does_it_while_the_other_waits(empty: Database) -> None:
    done: list[bool] = []

    def migrate() -> None:
        done.append(migrations.migrate(empty, EVENTS))

    with ExitStack() as meanwhile, empty.connection():
        meanwhile.enter_context(beside(migrate))
        meanwhile.enter_context(beside(migrate))
        until_waiting(empty, 2)
        assert done == []
    assert sorted(done) == [False, True]


def test_twin_without_the_lock_one_of_them_fails(empty: Database) -> None:
    def unlocked() -> None:
        with empty.transaction() as tx:
            migrations._upgrade(migrations._script(EVENTS), tx.connection())

    def fails() -> None:
        with pytest.raises(DBAPIError, match=r"already exists|duplicate key"):
            unlocked()

    with ExitStack() as meanwhile, empty.transaction() as tx:
        migrations._upgrade(migrations._script(EVENTS), tx.connection())
        meanwhile.enter_context(beside(fails))
        until_waiting(empty)


def test_of_two_processes_that_migrate_at_once_both_end_well(empty: Database) -> None:
    url = empty.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "services.events", "migrate"]
    environment = os.environ | {"EVENTS_DATABASE_URL": url}
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == ["events: already up to date", "events: brought up to date"]
