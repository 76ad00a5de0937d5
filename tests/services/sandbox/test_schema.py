from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.sandbox.base import Base
from tests.services.sandbox.box import Box


def test_the_migrations_make_the_tables_of_the_code(box: Box) -> None:
    with box.service.database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(box: Box) -> None:
    assert box.service.migrate() is False
