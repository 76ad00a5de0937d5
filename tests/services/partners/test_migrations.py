"""The migrated database is the one that the code expects."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.partners.base import Base
from shared.machinery import METADATA
from tests.services.partners.story import Story


def test_the_migrated_database_has_the_tables_of_the_code(story: Story) -> None:
    with story.service.database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [Base.metadata, METADATA]) == []


def test_every_table_names_the_organisation() -> None:
    assert [table.name for table in Base.metadata.tables.values() if "organisation" not in table.c] == []
