"""A change of any table at which a loop looks for work wakes that loop; else the work waits for the next look."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from shared.service import Service
from shared.wakeup import Wakeup
from shared.worker import Loop
from tests.support.product import TestProduct

READS = re.compile(r"\b(?:FROM|JOIN) (\w+)")
COME_WITH_TIME = {"periodic"}  # nothing that anybody writes there is due at once


@contextmanager
def looked_at(service: Service) -> Iterator[set[str]]:
    """The tables that this service's database is asked for meanwhile."""
    tables: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        tables.update(READS.findall(statement.partition("RETURNING")[0]))

    engine = service.database._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(engine, "before_cursor_execute", note)


def unheard(service: Service, loop: Loop) -> set[str]:
    """The tables at which an idle turn of this loop looks, and of whose changes it hears nothing."""
    with looked_at(service) as tables:
        loop.run_once(service.database._clock.now())
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
