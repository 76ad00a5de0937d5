"""What all tests share: products that start from a folder whose databases are migrated once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.product import TestProduct


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with empty databases at the newest schema."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    TestProduct(folder).close()
    return folder


@pytest.fixture
def make_product(tmp_path: Path, migrated: Path) -> Iterator[Callable[..., TestProduct]]:
    """Makes products that are closed at the end of the test."""
    made: list[TestProduct] = []

    def make(**options: Any) -> TestProduct:
        made.append(TestProduct(tmp_path / f"data{len(made)}", template=migrated, **options))
        return made[-1]

    yield make
    for product in made:
        product.close()


@pytest.fixture
def product(make_product: Callable[..., TestProduct]) -> TestProduct:
    return make_product()
