"""Every service's schema steps lead in one line to exactly the tables of its code."""

from importlib import import_module
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from services.embedded.product import Product
from shared.machinery import METADATA
from tests.architecture.source import ROOT, SERVICES, files, is_in, module_of

DOMAIN = tuple(name for name in SERVICES if name != "sandbox")


def modules_of(service: str) -> list[ModuleType]:
    own = [file for file in files() if is_in(file, f"services/{service}") and "migrations" not in file.parts]
    return [import_module(module_of(file)) for file in own if file.stem != "__main__"]


def metadata_of(service: str) -> MetaData:
    """The tables of a service's own code."""
    modules_of(service)  # each adds its tables
    base = import_module(f"services.{service}.base")
    found: MetaData = base.METADATA if hasattr(base, "METADATA") else base.Base.metadata
    return found


def scripts(service: str) -> ScriptDirectory:
    config = Config()
    folder = str(ROOT / "services" / service / "migrations")
    config.set_main_option("script_location", folder)
    config.set_main_option("version_locations", folder)
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


@pytest.mark.parametrize("service", SERVICES)
def test_the_steps_form_one_line(service: str) -> None:
    steps = list(scripts(service).walk_revisions())
    assert len(scripts(service).get_heads()) == 1
    assert [step.revision for step in reversed(steps)] == [f"{number:04d}" for number in range(1, len(steps) + 1)]
    assert all(str(step.path).rpartition("/")[2].startswith(step.revision) for step in steps)


@pytest.mark.parametrize("service", DOMAIN)
def test_the_migrated_database_is_what_the_code_describes(service: str, unstarted: Product) -> None:
    own = metadata_of(service)
    tables = own if METADATA is own else _joined(own)
    with unstarted.services[service].database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, tables) == []


def _joined(own: MetaData) -> MetaData:
    joined = MetaData(naming_convention=METADATA.naming_convention)
    for metadata in (own, METADATA):
        for table in metadata.sorted_tables:
            table.to_metadata(joined)
    return joined
