"""Schema steps are applied once, in order, wholly or not at all; a newer schema and a gap are refused."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from shared.clock import StandingClock
from shared.database import Database
from shared.ids import CountingIds
from shared.migrations import NewerSchema, current, is_behind, migrate

STEP = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = {previous}
def upgrade():
    op.create_table("table_{revision}", sa.Column("id", sa.Integer, primary_key=True))
"""


class Schema:
    """A folder of steps and a database that follows it."""

    def __init__(self, folder: Path, clock: StandingClock) -> None:
        self.folder = folder / "migrations"
        self.folder.mkdir()
        url = f"sqlite:///{folder / 'small.sqlite3'}"
        self.database = Database(url, source="small", clock=clock, ids=CountingIds())

    def step(self, revision: str, previous: str | None, *, then: str = "") -> None:
        text = STEP.format(revision=revision, previous=repr(previous))
        (self.folder / f"{revision}_step.py").write_text(text + then, encoding="utf-8")

    def migrate(self) -> bool:
        return migrate(self.database, self.folder)

    def tables(self) -> set[str]:
        with self.database.connection() as connection:
            return set(inspect(connection).get_table_names()) - {"alembic_version"}

    def at(self) -> str | None:
        with self.database.connection() as connection:
            return current(connection)


@pytest.fixture
def schema(tmp_path: Path, clock: StandingClock) -> Schema:
    schema = Schema(tmp_path, clock)
    schema.step("0001", None)
    return schema


def test_an_empty_database_gets_every_step_in_order(schema: Schema) -> None:
    schema.step("0002", "0001")
    assert schema.migrate()
    assert (schema.tables(), schema.at()) == ({"table_0001", "table_0002"}, "0002")


def test_only_missing_steps_are_applied(schema: Schema) -> None:
    assert schema.migrate()
    assert not schema.migrate()
    schema.step("0002", "0001")
    assert schema.migrate()
    assert schema.at() == "0002"


def test_it_is_known_whether_steps_are_missing(schema: Schema) -> None:
    assert is_behind(schema.database, schema.folder)
    schema.migrate()
    assert not is_behind(schema.database, schema.folder)


def test_a_newer_schema_is_refused_and_left_alone(schema: Schema) -> None:
    schema.step("0002", "0001")
    schema.migrate()
    (schema.folder / "0002_step.py").unlink()
    for attempt in (schema.migrate, lambda: is_behind(schema.database, schema.folder)):
        with pytest.raises(NewerSchema, match="the database of small is at step 0002: it was used by a newer version"):
            attempt()
    assert schema.at() == "0002"


def test_a_step_that_fails_leaves_the_schema_as_it_was(schema: Schema) -> None:
    schema.migrate()
    schema.step("0002", "0001")
    schema.step("0003", "0002", then="    raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        schema.migrate()
    assert (schema.tables(), schema.at()) == ({"table_0001"}, "0001")


@pytest.mark.filterwarnings("ignore:Revision 0002 referenced from")  # Alembic says it twice
def test_a_gap_between_steps_is_refused(schema: Schema) -> None:
    schema.migrate()
    schema.step("0003", "0002")
    with pytest.raises(KeyError, match="0002"):
        schema.migrate()
    assert schema.at() == "0001"
