"""Every named crash point exists in the code, and a process ends there as a kill would end it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import crash_points
from shared.crash_points import POINTS

ROOT = Path(__file__).parents[2]
REACH = re.compile(r"""\breach\(\s*"([a-z_.]+)"\s*\)""")
PLACE = re.compile(r"""\bplace="([a-z_]+)\"""")


def in_the_code() -> set[str]:
    """The names that the source says it reaches, by `reach("…")` or as the place of a transaction."""
    points: set[str] = set()
    for folder in ("shared", "services"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            points.update(REACH.findall(text))
            points.update(f"{place}.{side}_commit" for place in PLACE.findall(text) for side in ("before", "after"))
    return points


@pytest.fixture(autouse=True)
def switched_off() -> Iterator[None]:
    yield
    crash_points.set_action(None)


def test_every_named_point_is_reached_somewhere_in_the_code() -> None:
    assert set(POINTS) - in_the_code() == set()


def test_every_point_in_the_code_has_a_name_and_a_meaning() -> None:
    assert in_the_code() - set(POINTS) == set()
    assert all(POINTS.values())


def test_points_do_nothing_unless_an_action_is_set() -> None:
    crash_points.reach("relay.after_done")


def test_an_action_learns_which_point_was_reached() -> None:
    seen: list[str] = []
    crash_points.set_action(seen.append)
    crash_points.reach("relay.after_done")
    crash_points.set_action(None)
    crash_points.reach("relay.before_publish")
    assert seen == ["relay.after_done"]
    assert "relay.after_done" in crash_points.reached()


@pytest.mark.parametrize("name", ["", "relay", "relay.after_lunch", "relay.after_lunch:2"])
def test_an_unknown_point_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ValueError, match=r"no crash point is called .*; there are broker\.between_readers"):
        crash_points.kill_at(name)


@pytest.mark.parametrize("nth", ["0", "-1", "often", "²"])
def test_a_time_that_never_comes_is_refused(nth: str) -> None:
    with pytest.raises(ValueError, match="wants a number from 1 on"):
        crash_points.kill_at(f"relay.after_done:{nth}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("where", "printed"), [("relay.after_done", ""), ("relay.after_done:3", "1 2 ")])
@pytest.mark.slow
def test_the_process_ends_at_the_point_and_cleans_up_nothing(where: str, printed: str) -> None:
    program = f"""
import atexit
from shared import crash_points
atexit.register(print, "cleaned up")
crash_points.kill_at({where!r})
for number in (1, 2, 3):
    crash_points.reach("relay.before_publish")
    crash_points.reach("relay.after_done")
    print(number, end=" ", flush=True)
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, printed)
