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
    is_erased: bool = False
    seats: dict[str, str] = field(default_factory=dict)  # registrations we were told of, by event
    taken_off: set[str] = field(default_factory=set)  # events that an organiser took her off

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
    """An entry in the roll; `agreed`: she did at that moment, `told`: and nobody has taken it back since."""

    id: str
    event_id: str
    person: Person
    status: str
    agreed: bool
    told: bool
    in_change: bool = False


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
    invitation: str | None = None  # whose page it is asked on; None: an organiser asks
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

    def reached_at(self, contact: str) -> list[Person]:
        """Those who have this number or address; some share one."""
        return [one for one in self.people if contact in (one.phone, one.email)]

    def has_forgotten(self, contact: str) -> bool:
        """Whether all who had it are erased."""
        return all(one.is_erased for one in self.reached_at(contact))

    def known(self) -> list[Person]:
        """Those we were told are entered, and have not erased."""
        return [one for one in self.people if one.id and not one.is_erased]

    def forget(self, person: Person) -> None:
        """She is erased: nothing that was asked about her is asked again."""
        person.is_erased = True
        self.answered = [asked for asked in self.answered if not asked.what.startswith(person.name)]
        for came in self.roll:
            came.told = came.told and came.person is not person

    def published(self) -> list[Gathering]:
        return [one for one in self.events if one.is_out and not one.is_off]
