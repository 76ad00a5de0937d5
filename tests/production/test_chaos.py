"""Processes, broker and database are killed while people are invited, answer and are met: nothing is lost or doubled.

The short form of `make chaos`. Afterwards, on the same product: outages through which people are answered as ever,
two versions side by side, a sender that is careless and found out, and an end in good order.
"""

import random
from collections.abc import Iterator
from functools import partial

import pytest
import requests

from shared.crash_points import POINTS
from tests.chaos.chaos import Chaos
from tests.chaos.keeper import Keeper
from tests.chaos.ledger import Ledger
from tests.chaos.promises import Broken, Kind, texts_broken
from tests.chaos.stage import CHECK_IN, for_partners
from tests.chaos.troubles import killed_at_points, processes_killed, server_killed
from tests.support.apart import Apart
from tests.support.full_way import FullWay
from tests.support.servers import PostgreSql, RabbitMq
from tests.support.servers.parts import wait_until
from tests.support.through_crashes import Caller, answer, hold_to_promises, invite, play

pytestmark = [pytest.mark.production, pytest.mark.crash, pytest.mark.timeout(1800)]

KILLS, SERVERS = 8, 3
SENDER = ("notifications", "worker")


@pytest.fixture(scope="module")
def shaken(full_way: FullWay, rabbitmq: RabbitMq, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    processes = Apart(tmp_path_factory.mktemp("apart"), full_way.parts())
    processes.settings |= CHECK_IN | for_partners(rabbitmq)
    yield processes
    processes.kill()


@pytest.fixture
def apart(shaken: Apart) -> Apart:
    """One process per service and role, all of them up."""
    shaken.start()
    assert shaken.wait_until_live()
    return shaken


def test_through_all_deaths_nothing_is_lost_and_nobody_is_told_twice(
    apart: Apart, postgresql: PostgreSql, rabbitmq: RabbitMq
) -> None:
    chance = random.Random(20261122)
    keeper = Keeper(apart)
    chaos = Chaos(apart, listens=True, tellers=1, pause=0.5, keeper=keeper)
    rabbitmq.sync()
    servers = [server_killed("PostgreSQL", postgresql), server_killed("RabbitMQ", rabbitmq)] * SERVERS
    troubles = servers + processes_killed(keeper, chance, KILLS)
    chance.shuffle(troubles)
    with chaos.going_on():
        chaos.shake([killed_at_points(keeper, chance, sorted(POINTS)), *troubles], chance, (2, 5))
        assert keeper.wait_for_points() == [], "nobody came by these points"
        verdict = chaos.verdict()
    assert verdict.broken == []
    assert set(verdict.points) == set(POINTS)
    assert len(verdict.asked) >= 14, "there was load"


def answers_are_given(apart: Apart, story: dict, caller: Caller) -> None:  # type: ignore[type-arg]
    """Every one at the first try: no caller repeats anything here."""
    path = f"registrations/events/{story['event']['id']}/registrations"
    for person in story["people"]:
        said = {"participant_id": person["id"], "answer": "accepted"}
        answered = apart.call("POST", path, said, key=f"answer-{person['id']}")
        assert answered.status_code in (200, 201), answered.text
        caller.promised[person["id"]] = answered.json()


def is_told_of(apart: Apart, reason: str) -> None:
    """The inner door of a worker names what stands still."""

    def told() -> bool:
        ready = apart.ready("registrations")
        return ready.status_code == 503 and any(reason in said for said in ready.json()["reasons"].values())

    wait_until(told, requests.RequestException, 30)


def invited(apart: Apart) -> tuple[Caller, dict]:  # type: ignore[type-arg]
    """A story whose people may answer; `registrations` knows the event."""
    caller = Caller(apart)
    story = invite(caller, chapter=apart.next_chapter())
    path = f"registrations/events/{story['event']['id']}/invitations"
    wait_until(lambda: len(apart.call("GET", path).json().get("items", [])) == 6, requests.RequestException, 60)
    return caller, story


def test_while_the_broker_is_away_answers_are_given_and_arrive_afterwards(apart: Apart, rabbitmq: RabbitMq) -> None:
    caller, story = invited(apart)
    rabbitmq.kill()
    try:
        answers_are_given(apart, story, caller)
        is_told_of(apart, "no connection")
        assert apart.ready("registrations", "http").status_code == 200, "people are still answered here"
    finally:
        rabbitmq.start()
    hold_to_promises(apart, story, caller)
    assert not apart.dead()


def test_while_the_broker_is_short_of_memory_answers_are_given_and_arrive_afterwards(
    apart: Apart, rabbitmq: RabbitMq
) -> None:
    caller, story = invited(apart)
    rabbitmq.control("set_vm_memory_high_watermark", "0.00001")
    try:
        answers_are_given(apart, story, caller)
        is_told_of(apart, "short of memory")
    finally:
        rabbitmq.control("set_vm_memory_high_watermark", "0.4")
    hold_to_promises(apart, story, caller)
    assert not apart.dead()


def test_a_deleted_queue_keeps_nobody_from_hearing_in_the_end(apart: Apart, rabbitmq: RabbitMq) -> None:
    caller, story = invited(apart)
    vhost = apart.broker_url.rpartition("/")[2]
    for reader in ("notifications", "partners"):
        rabbitmq.manage("DELETE", f"queues/{vhost}/samling.{reader}")
    answer(caller, story)
    hold_to_promises(apart, story, caller)


def test_workers_of_two_versions_work_side_by_side(apart: Apart) -> None:
    services = ("events", "registrations", "notifications", "partners")
    for service in services:
        apart.start_next_version(service)
    assert apart.wait_until_live()
    try:
        for _ in range(2):
            caller = Caller(apart)
            hold_to_promises(apart, play(caller, chapter=apart.next_chapter()), caller)
        for service in services:
            dead = apart.call("GET", f"{service}/dead").json()["items"]
            assert dead == [], f"{service} could not read {dead}"
    finally:
        apart.end([(service, "next worker") for service in services])


def test_a_sender_that_never_looks_up_what_became_of_its_texts_is_found_out(apart: Apart) -> None:
    """The twin: dead after the provider took some texts, it sends them again, and that is seen."""
    careless = partial(apart.start_one, *SENDER, program="tests.support.careless")
    apart.kill([SENDER])
    careless({"SAMLING_CRASH_AT": "send.after_accept"})
    invite(Caller(apart, revives=False), chapter=apart.next_chapter())
    apart.processes[SENDER].wait(60)
    careless()
    found: list[Broken] = []

    def seen() -> bool:
        ledger = Ledger.read(apart)
        found[:] = [] if ledger.unfinished() else texts_broken(ledger)
        return bool(found)

    wait_until(seen, requests.RequestException, 150)  # its lease ends, and it has no doubts
    assert Kind.DOUBLE in {broken.kind for broken in found}


def test_told_to_stop_every_process_ends_well(apart: Apart) -> None:
    assert set(apart.stop().values()) == {0}
