"""Who acts while all is shaken: one chapter is a network of six who are invited, answer in four ways, and are met."""

import email
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.policy import default
from itertools import count
from typing import Any

import requests

from tests.support.through_crashes import NETWORK, Caller, event_in

SEATS = 3
PATIENCE = 240  # seconds that a person tries on
PHONES = 199  # chapters whose people can have numbers that are reserved for fiction
LINK = re.compile(r"/p/([\w-]{22})")
TEXTED = ("text", "text", "link by text", "organiser", "silent")  # by how the person answers


class Enough(Exception):
    """All shall end before this chapter is told."""


@dataclass
class Person:
    """`key` names her in whatever she says and in what the partner hears of her."""

    key: str
    way: str
    phone: str | None
    mail: str | None
    id: str = ""


@dataclass
class Asked:
    """Something that was promised with an answer of 2xx, and is owed to somebody from then on."""

    what: str
    person: Person
    at: datetime
    told_at: datetime | None = None


@dataclass
class Chapter:
    """One network with its people and one event, as far as it was told."""

    number: int
    people: list[Person]
    network: dict[str, Any] = field(default_factory=dict)
    event: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def met(self) -> list[Person]:
        return [asked.person for asked in self.asked if asked.what == "check-in"]

    @property
    def answered(self) -> list[Person]:
        return [asked.person for asked in self.asked if asked.what not in ("check-in", "invitation")]


class Teller:
    """Tells chapters one after the other; each request is repeated until it is answered."""

    def __init__(self, caller: Caller, partner_id: str | None, turn: Callable[[], None]) -> None:
        """`turn` is called before each request: it may wait, and raises Enough when all shall end."""
        self._caller = caller
        self._product = caller.product
        self._partner_id = partner_id
        self._turn = turn

    def tell(self, chapter: Chapter) -> None:
        self._invite(chapter)
        for person in chapter.people:
            if person.way != "silent":
                self._answer(chapter, person)
        for person in chapter.people[:SEATS]:
            self._check_in(chapter, person)

    def _invite(self, chapter: Chapter) -> None:
        called = NETWORK | {"slug": f"shaken-{chapter.number}"}
        chapter.network = self._post("events/networks", called, f"network-{chapter.number}")
        if self._partner_id:
            grant = {"network_id": chapter.network["id"], "purpose": "attendance"}
            self._post(f"partners/partners/{self._partner_id}/grants", grant, f"grant-{chapter.number}")
        for person in chapter.people:
            person.id = self._post("registrations/participants", self._described(person), person.key)["id"]
            membership = {"participant_id": person.id, "network_id": chapter.network["id"]}
            self._post("registrations/memberships", membership, f"membership-{person.key}")
        starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
        body = event_in(chapter.network["id"], starts) | {"capacity": SEATS}
        made = self._post("events/events", body, f"event-{chapter.number}")
        asked_at = datetime.now(UTC)
        chapter.event = self._post(f"events/events/{made['id']}/publish", {"invite": "now"}, f"out-{chapter.number}")
        chapter.asked += [Asked("invitation", person, asked_at) for person in chapter.people]

    def _described(self, person: Person) -> dict[str, Any]:
        contacts = {"phone": person.phone, "email": person.mail}
        body = {"name": f"Person {person.key}", "language": "nb"} | {k: v for k, v in contacts.items() if v}
        if not self._partner_id:
            return body
        agrees = {"purpose": "attendance", "partner_id": self._partner_id, "reference": person.key}
        return body | {"consents": [{"purpose": "invitations"}, agrees]}

    def _answer(self, chapter: Chapter, person: Person) -> None:
        act = {"text": self._by_text, "organiser": self._by_hand}.get(person.way, self._by_link)
        told = self._invitation(person) if person.way != "organiser" else ""
        asked_at = datetime.now(UTC)
        act(chapter, person, told)
        chapter.asked.append(Asked(f"answer by {person.way}", person, asked_at))

    def _by_hand(self, chapter: Chapter, person: Person, _told: str) -> None:
        said = {"participant_id": person.id, "answer": "accepted"}
        self._post(f"registrations/events/{chapter.event['id']}/registrations", said, f"answer-{person.key}")

    def _by_text(self, _chapter: Chapter, person: Person, _told: str) -> None:
        text = {"from": person.phone, "body": "ja"}
        address = f"{self._product.address('sandbox')}/sandbox/api/sms"
        self._until(lambda: requests.post(address, json=text, timeout=20).status_code == 201)

    def _by_link(self, _chapter: Chapter, person: Person, told: str) -> None:
        found = LINK.search(told)
        assert found, f"no link in what {person.key} was told"
        address = f"{self._product.address('web')}/p/{found[1]}/answer"

        def given() -> bool:
            form = {"answer": "accepted"}
            return requests.post(address, data=form, timeout=30, allow_redirects=False).status_code == 303

        self._until(given)

    def _check_in(self, chapter: Chapter, person: Person) -> None:
        path = f"registrations/events/{chapter.event['id']}/attendance"
        asked_at = datetime.now(UTC)
        self._post(path, {"participant_id": person.id, "status": "present"}, f"came-{person.key}")
        chapter.asked.append(Asked("check-in", person, asked_at))

    def _invitation(self, person: Person) -> str:
        """What she was told first; she looks until it is there."""
        found: list[str] = []

        def told() -> bool:
            found[:] = received(self._product, person)
            return bool(found)

        self._until(told, often=0.7)
        return found[0]

    def _post(self, path: str, body: Any, key: str) -> Any:
        self._turn()
        return self._caller.post(path, body, f"chaos-{key}")

    def _until(self, is_so: Callable[[], bool], often: float = 0.3) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if is_so():
                    return
            except (requests.RequestException, KeyError):  # KeyError: a page of errors has no items
                pass
            self._turn()
            assert time.monotonic() < until, f"a person tried for {PATIENCE} s"
            time.sleep(often)


def people_of(number: int) -> Iterator[Person]:
    """Five with phones while numbers last, the silent one with a mailbox too, and one who answers by a link in mail."""
    places = count(5 * number)
    for place, way in enumerate(TEXTED):
        phone = f"+447700900{next(places):03d}" if number < PHONES else None
        mail = f"person{number}-{place}@example.org" if way == "silent" or not phone else None
        yield Person(f"K-{number}-{place}", way if phone or way == "silent" else "link by mail", phone, mail)
    yield Person(f"K-{number}-5", "link by mail", None, f"person{number}-5@example.org")


def received(product: Any, person: Person) -> list[str]:
    """The words of all that one of her channels got, in order."""
    if person.phone:
        items = product.sandbox("sms", to=person.phone, limit=200)["items"]
        return [item["body"] for item in items if item["direction"] == "out"]
    return [words_of(item["raw"]) for item in product.sandbox("mail", to=person.mail, limit=200)["items"]]


def words_of(raw: str) -> str:
    """The plain text of a mail."""
    body = email.message_from_string(raw, policy=default).get_body(("plain",))
    return str(body.get_content()) if body else ""
