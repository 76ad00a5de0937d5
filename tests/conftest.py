"""What all tests share: products that start from a folder whose databases are migrated once."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from hypothesis import is_hypothesis_test, settings

from shared import logs

if TYPE_CHECKING:  # the process that only hands out the tests need not load the product
    from tests.support.full_way import FullWay
    from tests.support.product import TestProduct
    from tests.support.servers import PostgreSql, RabbitMq

settings.register_profile("small", max_examples=25, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=100, deadline=None, derandomize=True, database=None)
settings.load_profile("small")  # `make test` asks for the other


def pytest_configure() -> None:
    """Log lines are those of the product: the tracebacks that structlog draws otherwise take longer than the test."""
    structlog.configure(processors=logs.processors())


def pytest_collection_finish() -> None:
    """What was imported stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with empty databases at the newest schema."""
    from tests.support.product import TestProduct

    folder = tmp_path_factory.mktemp("migrated") / "data"
    TestProduct(folder).close()
    return folder


@pytest.fixture
def make_product(tmp_path: Path, migrated: Path) -> "Iterator[Callable[..., TestProduct]]":
    """Makes products that are closed at the end of the test."""
    from tests.support.product import TestProduct

    made: list[TestProduct] = []

    def make(**options: Any) -> "TestProduct":
        made.append(TestProduct(tmp_path / f"data{len(made)}", template=migrated, **options))
        return made[-1]

    yield make
    for product in made:
        product.close()


@pytest.fixture(scope="session")
def postgresql() -> "Iterator[PostgreSql]":
    from tests.support.servers import start_postgresql

    server = start_postgresql()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def rabbitmq() -> "Iterator[RabbitMq]":
    from tests.support.servers import start_rabbitmq

    node = start_rabbitmq()
    yield node
    node.stop()


@pytest.fixture(scope="session")
def full_way(postgresql: "PostgreSql", rabbitmq: "RabbitMq", tmp_path_factory: pytest.TempPathFactory) -> "FullWay":
    """Real servers whose fresh databases are at the newest schema."""
    from tests.support.full_way import FullWay
    from tests.support.product import TestProduct

    way = FullWay(postgresql, rabbitmq)
    migrated = way.parts()
    TestProduct(tmp_path_factory.mktemp("full"), parts=migrated).close()
    way.copy_from(migrated)
    return way


@pytest.fixture(scope="session")
def kept_product(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> "Iterator[TestProduct]":
    """Built once: statements are compiled the first time they are used."""
    from tests.support.product import TestProduct

    product = TestProduct(tmp_path_factory.mktemp("product"), template=migrated)
    yield product
    product.close()


@pytest.fixture
def product(kept_product: "TestProduct") -> "TestProduct":
    """A product as on its first day."""
    kept_product.begin_anew()
    return kept_product


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Property tests and checks of the whole tree take long for what they are: `make test` runs them."""
    for item in items:
        is_property = isinstance(item, pytest.Function) and is_hypothesis_test(item.function)
        if is_property or item.nodeid.startswith("tests/architecture/"):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_begins_late)


def _begins_late(item: pytest.Item) -> tuple[bool, ...]:
    """What takes minutes begins first, else one worker would do it at the end while the others rest.

    Stories take all of a core; beside them goes what mostly waits.
    """
    found = item.get_closest_marker
    first = ("tests/simulation/" in item.nodeid, found("crash"), "tests/fuzz/" in item.nodeid, found("production"))
    return tuple(not it_is for it_is in first)
