"""Every story is told twice: in one process on files, and on real PostgreSQL and RabbitMQ."""

from collections.abc import Iterator

import pytest

from tests.support.product import TestProduct

FULL = pytest.param("full", marks=pytest.mark.production)


@pytest.fixture(scope="session", params=["embedded", FULL])
def kept_product(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestProduct]:
    """Built once: statements are compiled the first time they are used."""
    folder = tmp_path_factory.mktemp("product")
    if request.param == "full":
        product = TestProduct(folder, parts=request.getfixturevalue("full_way").parts())
    else:
        product = TestProduct(folder, template=request.getfixturevalue("migrated"))
    yield product
    product.close()
