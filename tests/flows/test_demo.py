"""`samling demo` ends well only if all of its story happened."""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services", "demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def test_the_demo_tells_the_whole_story_and_its_books_balance() -> None:
    played = demo()
    assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-2000:]
    for shown in ("BEGIN:VCALENDAR", "METHOD:REQUEST", "attendance.corrected.v1", "All of it happened.", "ok   "):
        assert shown in played.stdout
    assert "OUT  " not in played.stdout


@pytest.mark.parametrize(
    "weather", [{"sms": {"refuse": 1}}, {"sms": {"webhook_dropped": 1}}, {"smtp": {"refuse": 1}}], ids=str
)
def test_a_story_with_a_broken_step_fails(weather: dict[str, object]) -> None:
    played = demo("--weather", json.dumps(weather))
    assert played.returncode == 1
    assert "This did not happen" in played.stdout
