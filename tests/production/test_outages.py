"""While the broker is away or takes nothing, people are answered as ever; what was said arrives afterwards."""

import pytest
import requests

from tests.support.apart import Apart
from tests.support.servers import RabbitMq
from tests.support.servers.parts import wait_until
from tests.support.through_crashes import Caller, answer, hold_to_promises, invite, play

pytestmark = [pytest.mark.production, pytest.mark.crash, pytest.mark.timeout(400)]


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
