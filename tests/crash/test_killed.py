"""SIGKILL at every named point and at random under load: nothing promised is lost, nobody is told twice by SMS."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.crash_points import POINTS
from tests.support.process import ProductProcess
from tests.support.through_crashes import TIMES, Caller, hold_to_promises, play

pytestmark = [pytest.mark.crash, pytest.mark.timeout(400)]


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[ProductProcess]:
    process = ProductProcess(tmp_path)
    yield process
    if process.process and not process.is_dead:
        process.kill()


@pytest.mark.parametrize("point", sorted(POINTS))
def test_killed_at_a_named_point_it_recovers_within_a_minute(killed: ProductProcess, point: str) -> None:
    killed.start({"SAMLING_CRASH_AT": f"{point}:{TIMES[point.partition('.')[0]]}"})
    killed.wait_until_live()
    caller = Caller(killed)
    story = play(caller)
    until = time.monotonic() + 75  # replies are fetched each minute
    while not killed.deaths and not killed.is_dead and time.monotonic() < until:
        time.sleep(0.2)
    assert killed.deaths or killed.is_dead, f"{point} was never reached"
    caller.revive()
    hold_to_promises(killed, story, caller)


def test_killed_at_random_under_load_it_keeps_every_promise(killed: ProductProcess) -> None:
    chance = random.Random(20270104)
    killed.start()
    killed.wait_until_live()
    caller = Caller(killed)
    done = threading.Event()
    kills = 0

    def murder() -> None:
        nonlocal kills
        while kills < 8 and not done.wait(chance.uniform(0.5, 3)):
            killed.kill()
            kills += 1
            done.wait(chance.uniform(0.5, 2))

    murderer = threading.Thread(target=murder)
    murderer.start()
    try:
        story = play(caller, pause=lambda: time.sleep(0.4))
    finally:
        done.set()
        murderer.join()
    caller.revive()
    assert kills >= 2
    hold_to_promises(killed, story, caller)
