"""What the people in a story know: whom they entered, what they were promised, and what they said when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.http.client import Answer

NAMES = ("Amal", "Selam", "Thuy", "Mariam", "Nadia", "Yordanos", "Leyla", "Fatima", "Ana", "Sahra", "Olena", "Zahra")


@dataclass
class Told:
    """One answer she gave; `at` is None until it is known when it counts as told (a text: when it reached us)."""

    event_id: str
    word: str
    at: datetime | None = None
    text_id: str | None = None
    refused: bool = False


@dataclass
class Person:
    """A participant; `id` once we were told it."""

    name: str
    phone: str | None
    email: str | None
    id: str = ""
    is_member: bool = False
    answers: list[Told] = field(default_factory=list)
    wrote: dict[str, str] = field(default_factory=dict)  # STOP and START by the provider's id
    agreed: bool = False
    in_change: bool = False

    @property
    def contacts(self) -> dict[str, str]:
        return {channel: one for channel, one in (("sms", self.phone), ("email", self.email)) if one}


@dataclass
class Gathering:
    """An event as its organiser knows it."""

    id: str
    starts_at: datetime
    capacity: int
    largest: int
    is_out: bool = False
    is_off: bool = False
    in_change: bool = False


@dataclass
class Came:
    """An entry in the roll; `agreed`: she did at that moment, `told`: and has not withdrawn since."""

    id: str
    person: Person
    agreed: bool
    told: bool


@dataclass
class Asked:
    """A request that is repeated until it is answered."""

    what: str
    method: str
    path: str
    body: Any
    key: str | None
    done: Callable[[Answer, datetime], None] = lambda _answer, _at: None
    refused: Callable[[], None] = lambda: None
    acted_at: datetime | None = None
    status: int = 0

    @property
    def service(self) -> str:
        return self.path.partition("/")[0]


@dataclass
class Model:
    """Everything that was promised in one story."""

    network_id: str = ""
    partner_id: str = ""
    token: str = ""
    people: list[Person] = field(default_factory=list)
    events: list[Gathering] = field(default_factory=list)
    roll: list[Came] = field(default_factory=list)
    feed: list[dict[str, Any]] = field(default_factory=list)
    cursor: str | None = None
    pending: list[Asked] = field(default_factory=list)
    answered: list[Asked] = field(default_factory=list)
    delivered: set[str] = field(default_factory=set)  # texts of which we acknowledged that she has them
    deaths: int = 0
    held: bool = False

    def with_phone(self, phone: str) -> Person | None:
        return next((one for one in self.people if one.phone == phone), None)

    def known(self) -> list[Person]:
        """Those we were told are entered."""
        return [one for one in self.people if one.id]

    def published(self) -> list[Gathering]:
        return [one for one in self.events if one.is_out and not one.is_off]
