"""The migrated database is exactly what the code maps."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.web import account, activity, checked_language, link, organisation, session
from services.web.base import Base
from shared.machinery import METADATA
from tests.services.web.site import Site

MAPPED = (
    account.Account,
    activity.Activity,
    checked_language.CheckedLanguage,
    link.Link,
    organisation.Organisation,
    session.Session,
)


def test_the_steps_lead_to_what_the_code_maps(site: Site) -> None:
    assert {one.__tablename__ for one in MAPPED} == set(Base.metadata.tables)
    with site.services["web"].database.connection() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, [Base.metadata, METADATA]) == []
