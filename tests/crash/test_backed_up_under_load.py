"""A backup that is taken beside a product that works hard is of one instant: brought back, its books balance."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.process import KEYS, ProductProcess

pytestmark = [pytest.mark.crash, pytest.mark.slow]


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One `samling …` in a process of its own."""
    own = {"SAMLING_DATA_DIR": str(folder), "SAMLING_PORT": "0", "SAMLING_SECRET_KEY": KEYS.secrets[0]}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMLING_")}
    return subprocess.run(
        [sys.executable, "-m", "services", *words], env=kept | own, capture_output=True, text=True, timeout=100
    )


def invite(product: ProductProcess, network: dict[str, Any], ending: threading.Event, done: list[int]) -> None:
    """People join and events are announced, some each second, until it is enough: everybody is invited to each."""
    while not ending.wait(0.3):
        body = {"name": "Amina", "language": "nb", "email": f"a{len(done)}@example.org", "channels": ["email"]}
        person = product.call("POST", "registrations/participants", body).json()
        member = {"participant_id": person["id"], "network_id": network["id"]}
        try:
            product.call("POST", "registrations/memberships", member)
            starts = datetime.now(UTC) + timedelta(days=5)
            event = {"network_id": network["id"], "title": {"nb": "Samling"}, "timezone": "Europe/Oslo", "capacity": 5}
            event |= {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
            made = product.call("POST", "events/events", event).json()
            product.call("POST", f"events/events/{made['id']}/publish", {"invite": "now"})
        except requests.RequestException:
            continue
        done.append(1)


@pytest.mark.timeout(300)
def test_what_is_backed_up_under_load_balances_when_it_is_brought_back(tmp_path: Path) -> None:
    product = ProductProcess(tmp_path)
    product.start()
    assert product.wait_until_live()
    ending, done = threading.Event(), list[int]()
    network = {
        "name": "Nettverk",
        "slug": "nettverk",
        "timezone": "Europe/Oslo",
        "country": "NO",
        "languages": ["nb"],
        "signature": "Nettverk",
        "sending": "on",
    }
    made = product.call("POST", "events/networks", network).json()
    writer = threading.Thread(target=invite, args=(product, made, ending, done))
    writer.start()
    try:
        for number in range(3):
            before = len(done)
            taken = command(tmp_path / "data", "backup", str(tmp_path / f"kept{number}"))
            assert taken.returncode == 0, taken.stderr
            assert len(done) > before, "the product went on meanwhile"
    finally:
        ending.set()
        writer.join()
        product.stop()
    for number in range(3):
        folder = tmp_path / f"new{number}"
        back = command(folder, "restore", str(tmp_path / f"kept{number}"))
        assert (back.returncode, "Sending is held in: nettverk." in back.stdout) == (0, True), back.stderr
        books = command(folder, "audit")
        assert books.returncode == 0, books.stdout
