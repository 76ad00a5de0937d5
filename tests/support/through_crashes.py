"""A story that is told through crashes: what was promised in it must hold when all is over."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from tests.support.process import Restartable

PEOPLE = 6
RECOVERY = 60  # seconds from restart to books that balance
TIMES = {"http": 3, "job": 3, "relay": 2, "broker": 2, "dispatcher": 2, "send": 1, "replies": 1}  # which arrival kills


class Caller:
    """An organiser's program: asks with a key, and asks again when nobody answers."""

    def __init__(self, product: Restartable, *, patience: float = RECOVERY, revives: bool = True) -> None:
        """`revives`: nobody else starts again what died."""
        self.product = product
        self.promised: dict[str, dict[str, Any]] = {}
        self._patience = patience
        self._revives = revives

    def post(self, path: str, body: Any, key: str) -> Any:
        """Asks until it is answered; a product that died is started again."""
        until = time.monotonic() + self._patience  # what a dead process had leased comes again within half a minute
        while time.monotonic() < until:
            try:
                answer = self.product.call("POST", path, body, key=key)
            except requests.RequestException:
                self._again()
                continue
            if answer.status_code == 404 or answer.status_code >= 500:
                self._again()
                continue
            assert answer.status_code < 400, f"{path}: {answer.status_code} {answer.text}"
            return answer.json()
        raise AssertionError(f"{path} was never answered")

    def _again(self) -> None:
        if self._revives and self.product.is_dead:  # maybe another process than the one that was asked
            self.revive()
        time.sleep(0.2)

    def revive(self) -> None:
        """Starts the product again if it is dead, without its crash point."""
        if self.product.is_dead:
            self.product.start()
        self.product.wait_until_live()


def play(caller: Caller, pause: Callable[[], None] = lambda: None, chapter: int = 0) -> dict[str, Any]:
    """Invites some people and has all of them answer. Each `chapter` of a product has people of its own."""
    story = invite(caller, pause, chapter)
    answer(caller, story, pause)
    return story


def invite(caller: Caller, pause: Callable[[], None] = lambda: None, chapter: int = 0) -> dict[str, Any]:
    called = NETWORK | {"slug": f"kvinnenettverket-{chapter}"}
    network = caller.post("events/networks", called, f"network-{chapter}")
    people = []
    for number in range(PEOPLE):
        person = {
            "name": f"Person {number}",
            "phone": f"+447700900{200 + 10 * chapter + number}",
            "language": "nb",
            "channels": ["sms"],
        }
        people.append(caller.post("registrations/participants", person, f"person-{chapter}-{number}"))
        membership = {"participant_id": people[-1]["id"], "network_id": network["id"]}
        caller.post("registrations/memberships", membership, f"membership-{chapter}-{number}")
        pause()
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    event = caller.post("events/events", event_in(network["id"], starts), f"event-{chapter}")
    event = caller.post(f"events/events/{event['id']}/publish", {"invite": "now"}, f"publish-{chapter}")
    return {"network": network, "people": people, "event": event}


def answer(caller: Caller, story: dict[str, Any], pause: Callable[[], None] = lambda: None) -> None:
    path = f"registrations/events/{story['event']['id']}/registrations"
    for person in story["people"]:
        said = {"participant_id": person["id"], "answer": "accepted"}
        caller.promised[person["id"]] = caller.post(path, said, f"answer-{person['id']}")
        pause()


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


FINAL = {"sent", "delivered", "expired"}


def notifications(product: Restartable) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    after = ""
    while True:
        page = product.call("GET", f"notifications/notifications?limit=200{after}").json()
        items += page["items"]
        if page["next"] is None:
            return items
        after = f"&cursor={quote(page['next'])}"


def is_due(item: dict[str, Any]) -> bool:
    """Reminders wait for the day before."""
    return item["occasion"] != "reminder"


def told_how_it_stands(received: list[str]) -> bool:
    """She was told that she has a seat, or her place in line: an invitation is not owed once she has answered."""
    return any("plass" in text for text in received)


def texts_to(product: Restartable, person: dict[str, Any]) -> list[str]:
    items = product.sandbox("sms", to=person["phone"], limit=200)["items"]
    return [item["body"] for item in items if item["direction"] == "out"]


def hold_to_promises(product: Restartable, story: dict[str, Any], caller: Caller) -> None:
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
