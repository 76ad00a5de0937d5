"""The schema that the steps make is the schema of the code."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.registrations.base import METADATA as TABLES
from shared.machinery import METADATA
from tests.services.registrations.organiser import Organiser


def test_the_steps_make_exactly_the_tables_of_the_code(empty: Organiser) -> None:
    with empty.service.service.database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [TABLES, METADATA]) == []
