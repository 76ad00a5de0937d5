"""The steps of the schema lead to the tables that the code describes."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData

from services.notifications import (  # noqa: F401 - each adds its table
    invitation,
    known_consent,
    known_event,
    known_network,
    letter,
    notification,
    receipt,
    recipient,
    reply,
    reply_fetch,
    suppression,
)
from services.notifications.base import Base
from shared import inbox, migrations, outbox, periodic  # noqa: F401
from shared.clock import StandingClock
from shared.database import Database
from shared.http import idempotency  # noqa: F401
from shared.ids import CountingIds
from shared.machinery import METADATA
from tests.support.one_service import NOON

STEPS = Path(migrations.__file__).parents[1] / "services" / "notifications" / "migrations"


def test_the_migrated_database_has_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'notifications.sqlite3'}"
    database = Database(url, source="notifications", clock=StandingClock(NOON), ids=CountingIds())
    assert migrations.migrate(database, STEPS)
    together = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in (*METADATA.tables.values(), *Base.metadata.tables.values()):
        table.to_metadata(together)
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, together) == []
    database.close()
