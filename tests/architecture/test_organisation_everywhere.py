"""Whose a row is stands on the row: every table of every service says its organisation."""

import pytest
from sqlalchemy import String

from shared.machinery import METADATA
from tests.architecture.test_migrations import DOMAIN, metadata_of

# what belongs to the installation and not to one organisation, each with its reason
MACHINERY = {
    "periodic": "work of the service itself",
    "removed": "counts without ids",
}

EXCEPTIONS = {
    ("web", "organisations"): "it is the table of organisations",
    ("notifications", "reply_fetches"): "a line serves several organisations: up to when it was asked for replies",
}


def rows_without_owner(service: str) -> set[str]:
    return {name for name, table in metadata_of(service).tables.items() if "organisation" not in table.c}


@pytest.mark.parametrize("service", DOMAIN)
def test_every_table_says_whose_each_row_is(service: str) -> None:
    allowed = {table for owner, table in EXCEPTIONS if owner == service} | set(MACHINERY)
    assert rows_without_owner(service) - allowed == set()


@pytest.mark.parametrize("service", DOMAIN)
def test_no_row_can_be_without_its_organisation(service: str) -> None:
    for table in metadata_of(service).tables.values():
        if "organisation" in table.c:
            assert not table.c.organisation.nullable, table.name
            assert isinstance(table.c.organisation.type, String), table.name


def test_the_machinery_says_it_too_where_it_keeps_what_somebody_owns() -> None:
    without = {name for name, table in METADATA.tables.items() if "organisation" not in table.c}
    assert without == set(MACHINERY)
