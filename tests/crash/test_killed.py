"""SIGKILL at every named point and at random under load: nothing promised is lost, nobody is told twice by SMS."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.crash_points import POINTS
from tests.support.process import ProductProcess

pytestmark = [pytest.mark.crash, pytest.mark.timeout(400)]

PEOPLE = 6
RECOVERY = 60  # seconds from restart to books that balance


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[ProductProcess]:
    process = ProductProcess(tmp_path)
    yield process
    if process.process and not process.is_dead:
        process.kill()


class Caller:
    """An organiser's program: asks with a key, and asks again when nobody answers."""

    def __init__(self, product: ProductProcess) -> None:
        self.product = product
        self.promised: dict[str, dict[str, Any]] = {}

    def post(self, path: str, body: Any, key: str) -> Any:
        """Asks until it is answered; a product that died is started again."""
        for _ in range(40):
            try:
                answer = self.product.call("POST", path, body, key=key)
            except requests.RequestException:
                self.revive()
                continue
            if answer.status_code == 404 or answer.status_code >= 500:
                time.sleep(0.2)
                continue
            assert answer.status_code < 400, f"{path}: {answer.status_code} {answer.text}"
            return answer.json()
        raise AssertionError(f"{path} was never answered")

    def revive(self) -> None:
        """Starts the product again if it is dead, without its crash point."""
        if self.product.is_dead:
            self.product.start()
        self.product.wait_until_live()


def play(caller: Caller, pause: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Invites some people and has all of them answer by SMS or API."""
    network = caller.post("events/networks", NETWORK, "network")
    people = []
    for number in range(PEOPLE):
        person = {
            "name": f"Person {number}",
            "phone": f"+4477009002{number:02d}",
            "language": "nb",
            "channels": ["sms"],
        }
        people.append(caller.post("registrations/participants", person, f"person-{number}"))
        membership = {"participant_id": people[-1]["id"], "network_id": network["id"]}
        caller.post("registrations/memberships", membership, f"membership-{number}")
        pause()
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    event = caller.post("events/events", event_in(network["id"], starts), "event")
    caller.post(f"events/events/{event['id']}/publish", {"invite": "now"}, "publish")
    for number, person in enumerate(people):
        path = f"registrations/events/{event['id']}/registrations"
        answer = {"participant_id": person["id"], "answer": "accepted"}
        caller.promised[person["id"]] = caller.post(path, answer, f"answer-{number}")
        pause()
    return {"network": network, "people": people, "event": event}


NETWORK = {
    "name": "Kvinnenettverket",
    "slug": "kvinnenettverket",
    "timezone": "Europe/Oslo",
    "country": "NO",
    "languages": ["nb"],
    "signature": "Kvinnenett",
    "contact": {"name": "Ingrid Solberg", "phone": "+447700900001"},
    "sending": "on",
    "quiet_hours": None,
}


def event_in(network_id: str, starts: datetime) -> dict[str, Any]:
    return {
        "network_id": network_id,
        "title": {"nb": "Samling"},
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "timezone": "Europe/Oslo",
        "capacity": 4,
    }


TIMES = {"http": 3, "job": 3, "relay": 2, "broker": 2, "dispatcher": 2, "send": 1, "replies": 1}
FINAL = {"sent", "delivered", "expired"}


def notifications(product: ProductProcess) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = product.call("GET", "notifications/notifications?limit=200").json()["items"]
    return items


def is_due(item: dict[str, Any]) -> bool:
    """Reminders wait for the day before."""
    return item["occasion"] != "reminder"


def told_how_it_stands(received: list[str]) -> bool:
    """She was told that she has a seat, or her place in line: an invitation is not owed once she has answered."""
    return any("plass" in text for text in received)


def texts_to(product: ProductProcess, person: dict[str, Any]) -> list[str]:
    items = product.sandbox("sms", to=person["phone"], limit=200)["items"]
    return [item["body"] for item in items if item["direction"] == "out"]


def hold_to_promises(product: ProductProcess, story: dict[str, Any], caller: Caller) -> None:
    """After the last restart: all is told within a minute, once each, and every answer given still holds."""
    until = time.monotonic() + RECOVERY
    while True:
        out = [str(line) for line in product.books() if not line.balanced]
        out += [item["occasion"] for item in notifications(product) if item["state"] not in FINAL and is_due(item)]
        texts = {person["id"]: texts_to(product, person) for person in story["people"]}
        if not out and all(told_how_it_stands(received) for received in texts.values()):
            break
        assert time.monotonic() < until, f"not recovered in {RECOVERY} s: {out} {[len(t) for t in texts.values()]}"
        time.sleep(0.5)
    for person_id, received in texts.items():
        twice = [body for body, count in Counter(received).items() if count > 1]
        assert not twice, f"{person_id} was told twice"
    path = f"registrations/events/{story['event']['id']}/registrations?limit=200"
    now = {item["participant_id"]: item["status"] for item in product.call("GET", path).json()["items"]}
    assert now == {person: promise["status"] for person, promise in caller.promised.items()}
    assert sorted(now.values()) == ["confirmed"] * 4 + ["waitlisted"] * 2


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
