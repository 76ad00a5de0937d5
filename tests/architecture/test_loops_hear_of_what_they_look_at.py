"""A change of any table at which a loop looks for work wakes that loop; else the work waits for the next look."""

import re
from collections.abc import Iterator

import pytest

from shared.service import Service
from shared.wakeup import Wakeup
from shared.worker import Loop
from tests.support.product import TestProduct
from tests.support.statements import said_to

READS = re.compile(r"\b(?:FROM|JOIN) (\w+)")
COME_WITH_TIME = {"periodic"}  # nothing that anybody writes there is due at once


def unheard(service: Service, loop: Loop) -> set[str]:
    """The tables at which an idle turn of this loop looks, and of whose changes it hears nothing."""
    with said_to(service.database) as statements:
        loop.run_once(service.database._clock.now())
    tables = {table for one in statements for table in READS.findall(one.partition("RETURNING")[0])}
    return {table for table in tables - COME_WITH_TIME if not hears(loop.wakeup, table)}


def hears(wakeup: Wakeup, table: str) -> bool:
    wakeup.forget()
    wakeup.notify({table})
    return wakeup.wait(0)


def test_every_loop_hears_of_the_tables_at_which_it_looks(product: TestProduct) -> None:
    product.settle()
    found = {
        loop.name: missing
        for service in product.product.services.values()
        for loop in service.loops
        if (missing := unheard(service, loop))
    }
    assert found == {}


def test_twin_a_loop_that_hears_of_another_table_is_found(product: TestProduct) -> None:
    service = product.product.services["registrations"]
    relay = next(loop for loop in service.loops if loop.name.endswith(".relay"))
    deaf = Loop("deaf", relay.steps, Wakeup({"inbox"}))
    assert unheard(service, deaf) == {"outbox"}


@pytest.fixture
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestProduct]:
    made = TestProduct(tmp_path_factory.mktemp("loops"))
    yield made
    made.close()
