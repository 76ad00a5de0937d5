"""SIGKILL at every named point, one process per service and role: nothing is lost, nobody is told twice by SMS."""

import time

import pytest

from shared.crash_points import POINTS
from tests.support.apart import Apart
from tests.support.through_crashes import TIMES, Caller, hold_to_promises, play

pytestmark = [pytest.mark.production, pytest.mark.crash, pytest.mark.timeout(400)]

ROUNDS = (  # several processes die in one story, each at a place of its own
    {
        ("events", "worker"): "relay.before_publish",
        ("registrations", "http"): "http.before_commit",
        ("registrations", "worker"): "broker.between_readers",
        ("notifications", "worker"): "send.after_claim",
    },
    {
        ("events", "worker"): "relay.after_done",
        ("registrations", "http"): "http.after_commit",
        ("registrations", "worker"): "relay.after_publish",
        ("notifications", "worker"): "send.after_accept",
    },
    {
        ("registrations", "worker"): "dispatcher.before_commit",
        ("notifications", "worker"): "send.after_record",
    },
    {
        ("registrations", "worker"): "job.before_commit",
        ("notifications", "worker"): "dispatcher.after_commit",
    },
    {
        ("registrations", "worker"): "job.after_commit",
        ("notifications", "worker"): "replies.after_fetch",
    },
)


def test_every_point_has_its_round() -> None:
    assert sorted(point for deaths in ROUNDS for point in deaths.values()) == sorted(POINTS)


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_killed_at_named_points_it_recovers_within_a_minute(apart: Apart, number: int) -> None:
    deadly = ROUNDS[number]
    died: dict[tuple[str, str], int] = {}
    for (service, role), point in deadly.items():
        apart.restart_one(service, role, {"SAMLING_CRASH_AT": f"{point}:{TIMES[point.partition('.')[0]]}"})
        died[service, role] = apart.processes[service, role].pid
    apart.wait_until_live()
    caller = Caller(apart)
    story = play(caller, chapter=apart.next_chapter())
    until = time.monotonic() + 75  # replies are fetched each minute
    while alive := [name for name, pid in died.items() if _lives(apart, name, pid)]:
        assert time.monotonic() < until, f"never reached: {[deadly[name] for name in alive]}"
        time.sleep(0.2)
    caller.revive()
    hold_to_promises(apart, story, caller)


def test_told_to_stop_every_process_ends_well(apart: Apart) -> None:
    assert set(apart.stop().values()) == {0}


def _lives(apart: Apart, name: tuple[str, str], pid: int) -> bool:
    process = apart.processes[name]
    return process.pid == pid and process.poll() is None
