"""The services as they are built, on a folder that goes away again."""

from collections.abc import Iterator

import pytest

from services.commands.documents.openapi import unstarted_product
from services.embedded.product import Product


@pytest.fixture(scope="session")
def unstarted() -> Iterator[Product]:
    """All services but the sandbox; nothing listens and no loop runs."""
    with unstarted_product() as product:
        yield product
