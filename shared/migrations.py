"""Brings a service's database to the schema of its code, by Alembic's append-only steps."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from shared.database import Database
from shared.machinery import METADATA


class NewerSchema(Exception):
    """The database was written by a newer version of the program than this one."""


def migrate(database: Database, folder: Path) -> bool:
    """Applies the steps in `folder` that are missing; says whether there were any. Raises NewerSchema."""
    script = _script(folder)
    with database.connection() as connection:
        if _known(database, script, connection) == script.get_current_head():
            return False
        _upgrade(script, connection)
    return True


def is_behind(database: Database, folder: Path) -> bool:
    """Whether `migrate` would change anything. Raises NewerSchema."""
    script = _script(folder)
    with database.connection() as connection:
        return _known(database, script, connection) != script.get_current_head()


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
    return MigrationContext.configure(connection).get_current_revision()


def _script(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


def _known(database: Database, script: ScriptDirectory, connection: Connection) -> str | None:
    step = current(connection)
    if step is not None and step not in {known.revision for known in script.walk_revisions()}:
        raise NewerSchema(f"the database of {database.source} is at step {step}: it was used by a newer version")
    return step


def _upgrade(script: ScriptDirectory, connection: Connection) -> None:
    def steps(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, transaction_per_migration=False, render_as_batch=True)
        environment.run_migrations()
