"""The story of `samling demo` on one process per service and role, behind one address."""

import os
import subprocess
import sys

import pytest

from tests.support.apart import Apart
from tests.support.front import Front
from tests.support.process import KEYS

pytestmark = [pytest.mark.production, pytest.mark.crash, pytest.mark.timeout(400)]


def test_the_whole_story_is_played_and_nothing_personal_is_logged(apart: Apart) -> None:
    front = Front(int(apart.url.rpartition(":")[2]), apart.address)
    try:
        played = subprocess.run(
            [sys.executable, "-m", "services", "demo", "--url", apart.url, "--sandbox-url", apart.address("sandbox")],
            env=os.environ | {"SAMLING_SECRET_KEY": KEYS.secrets[0]},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
    finally:
        front.stop()
    assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-2000:]
    assert "All of it happened." in played.stdout
    logs = "".join(apart.log(*name) for name in apart.processes)
    for secret in ("Haddad", "Warsame", "Tesfay", "Kovalenko", "@example.org", "+4477009", KEYS.secrets[0]):
        assert secret not in logs
