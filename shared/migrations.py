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
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)
    with database.connection() as connection:
        before = current(connection)
        if before is not None and before not in {step.revision for step in script.walk_revisions()}:
            raise NewerSchema(f"{database.source}: the database is at step {before}, which this version does not know")
        head = script.get_current_head()
        if before == head:
            return False
        _upgrade(config, script, connection)
    return True


def create_machinery(connection: Connection) -> None:
    """Makes the tables that every service has; a service's first step calls it."""
    from shared import audit, inbox, outbox, periodic  # noqa: F401 - they add their tables
    from shared.http import idempotency  # noqa: F401

    METADATA.create_all(connection)


def current(connection: Connection) -> str | None:
    """The step at which this database is; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(config: Config, script: ScriptDirectory, connection: Connection) -> None:
    def steps(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(config, script, fn=steps) as environment:
        environment.configure(connection=connection, transaction_per_migration=False, render_as_batch=True)
        environment.run_migrations()
