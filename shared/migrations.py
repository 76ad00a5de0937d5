"""Brings a service's database to the schema of its code, by Alembic's append-only steps.

Alembic is only loaded where a step is missing: every process looks at its schema when it starts.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from shared.database import Database
from shared.machinery import METADATA

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory


class NewerSchema(Exception):
    """The database was written by a newer version of the program than this one."""


def migrate(database: Database, folder: Path) -> bool:
    """Applies the steps in `folder` that are missing; says whether there were any. Raises NewerSchema."""
    with database.connection() as connection:
        if not _lacks_steps(database, folder, connection):
            return False
        _upgrade(_script(folder), connection)
    return True


def is_behind(database: Database, folder: Path) -> bool:
    """Whether `migrate` would change anything. Raises NewerSchema."""
    with database.connection() as connection:
        return _lacks_steps(database, folder, connection)


def is_empty(database: Database) -> bool:
    """Whether no step was ever applied here."""
    with database.connection() as connection:
        return current(connection) is None


def create_machinery(connection: Connection) -> None:
    """Makes the tables that every service has; a service's first step calls it."""
    from shared import audit, inbox, outbox, periodic  # noqa: F401 - they add their tables
    from shared.http import idempotency  # noqa: F401

    METADATA.create_all(connection)


def current(connection: Connection) -> str | None:
    """The step at which this database is; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return step


def _lacks_steps(database: Database, folder: Path, connection: Connection) -> bool:
    steps = sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*_*.py"))  # a step is named by its file
    step = current(connection)
    if step is not None and step not in steps:
        raise NewerSchema(f"the database of {database.source} is at step {step}: it was used by a newer version")
    return step != steps[-1]


def _script(folder: Path) -> "ScriptDirectory":
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


def _upgrade(script: "ScriptDirectory", connection: Connection) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    def steps(revision: str, _context: "MigrationContext") -> "list[RevisionStep]":
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, transaction_per_migration=False, render_as_batch=True)
        environment.run_migrations()
