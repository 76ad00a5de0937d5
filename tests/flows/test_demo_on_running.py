"""`samling demo --url` plays the whole story, in real time, on a product that somebody else started."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import KEYS, ProductProcess

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[ProductProcess]:
    process = ProductProcess(tmp_path)
    process.start()
    assert process.wait_until_live(), process.log()
    yield process
    process.stop()


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services", "demo", *arguments]
    environment = os.environ | {"SAMLING_SECRET_KEY": KEYS.secrets[0]}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)


def test_the_story_is_played_twice_on_a_product_that_runs(running: ProductProcess) -> None:
    for _ in range(2):  # the second finds the first one's people and invitations
        played = demo("--url", running.url)
        assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-2000:]
        assert "All of it happened." in played.stdout
        assert "OUT  " not in played.stdout


def test_without_a_sandbox_one_line_says_what_to_set(running: ProductProcess) -> None:
    played = demo("--url", running.url, "--sandbox-url", "http://127.0.0.1:1")
    assert (played.returncode, played.stdout) == (2, "")
    assert "set --sandbox-url" in played.stderr
