"""PostgreSQL and RabbitMQ are killed ten times each while people answer: nothing is lost, nobody is told twice."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.apart import Apart
from tests.support.full_way import FullWay
from tests.support.product import TestProduct
from tests.support.servers import PostgreSql, RabbitMq, start_postgresql, start_rabbitmq
from tests.support.through_crashes import Caller, hold_to_promises, play

pytestmark = [pytest.mark.production, pytest.mark.crash, pytest.mark.timeout(900)]

KILLS = 10


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSql]:
    server = start_postgresql()
    yield server
    server.stop()


@pytest.fixture
def own_rabbitmq() -> Iterator[RabbitMq]:
    node = start_rabbitmq()
    yield node
    node.stop()


@pytest.fixture
def doomed(
    own_postgresql: PostgreSql, own_rabbitmq: RabbitMq, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Apart]:
    parts = FullWay(own_postgresql, own_rabbitmq).parts()
    TestProduct(tmp_path_factory.mktemp("migrated"), parts=parts).close()
    processes = Apart(tmp_path_factory.mktemp("apart"), parts)
    processes.start()
    assert processes.wait_until_live()
    yield processes
    processes.kill()


def test_servers_that_die_under_load_lose_nothing(
    doomed: Apart, own_postgresql: PostgreSql, own_rabbitmq: RabbitMq
) -> None:
    killed = {"postgresql": 0, "rabbitmq": 0}
    faults: list[BaseException] = []

    def murder(name: str, server: PostgreSql | RabbitMq, pause: float) -> None:
        try:
            while killed[name] < KILLS:
                time.sleep(pause)
                server.kill()
                time.sleep(0.5)
                server.start()
                killed[name] += 1
        except BaseException as error:
            faults.append(error)

    murderers = [
        threading.Thread(target=murder, args=("postgresql", own_postgresql, 8)),
        threading.Thread(target=murder, args=("rabbitmq", own_rabbitmq, 6)),
    ]
    for murderer in murderers:
        murderer.start()
    stories = []
    while any(murderer.is_alive() for murderer in murderers):
        caller = Caller(doomed)
        stories.append((caller, play(caller, chapter=len(stories), pause=lambda: time.sleep(0.2))))
    assert not faults, faults
    assert killed == {"postgresql": KILLS, "rabbitmq": KILLS}
    assert not doomed.dead(), "no process may die because a server did"
    for caller, story in stories:
        hold_to_promises(doomed, story, caller)
