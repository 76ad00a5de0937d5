"""Seats and waiting line against a model that only recounts: any order of answers, moves, graces and capacities."""

from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.registrations.answer import REFUSED, Answer
from services.registrations.facts import facts_of
from services.registrations.operations.answer_invitation import answer_with
from services.registrations.operations.cancel_registration import cancel_registration
from services.registrations.operations.register_participant import register_participant
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS, load
from tests.services.registrations.organiser import EVENT, GRACE, Organiser, emptied
from tests.support.one_service import KEYS, ORGANISATION, OneService

PEOPLE = 7
PERSON = st.integers(0, PEOPLE - 1)


class Model:
    """What should be: who has seats, who stands in line, and who may still come back to either."""

    def __init__(self) -> None:
        self.capacity: int | None = 3
        self.status: dict[int, str] = {}
        self.size: dict[int, int] = {}
        self.kept: set[int] = set()
        self.line: list[int] = []
        self.away: set[int] = set()

    def taken(self) -> int:
        return sum(self.size[one] for one in self.status if self.has_seat(one))

    def has_seat(self, one: int) -> bool:
        return self.status.get(one) == "confirmed" or one in self.kept

    def waiting(self) -> list[int]:
        return [one for one in self.line if one not in self.away]

    def fits(self, more: int) -> bool:
        return self.capacity is None or self.taken() + more <= self.capacity

    def yes(self, one: int, size: int) -> bool:
        mine = self.size[one] if self.has_seat(one) else 0
        if self.capacity is not None and size > max(self.capacity, mine):
            return False
        if mine and size > mine and (self.waiting() or not self.fits(size - mine)):
            return False
        if mine or self.status.get(one) == "waitlisted" or (not self.waiting() and self.fits(size)):
            self.status[one] = "waitlisted" if self.status.get(one) == "waitlisted" else "confirmed"
        else:
            self.status[one] = "waitlisted"
            if one not in self.line:
                self.line.append(one)
        self.size[one] = size
        self.kept.discard(one)
        self.away.discard(one)
        if self.status[one] == "confirmed" and one in self.line:
            self.line.remove(one)
        self.call()
        return True

    def step_back(self, one: int, status: str, *, grace: bool) -> None:
        self.size.setdefault(one, 1)
        if self.has_seat(one):
            self.kept.add(one)
        elif one in self.line:
            self.away.add(one)
        self.status[one] = status
        if not grace:
            self.forget(one)
        self.call()

    def forget(self, one: int) -> None:
        self.kept.discard(one)
        if one in self.away:
            self.away.discard(one)
            self.line.remove(one)

    def call(self) -> None:
        for one in self.waiting():
            if self.fits(self.size[one]):
                self.status[one] = "confirmed"
                self.line.remove(one)


class SeatsAgainstModel(RuleBasedStateMachine):
    """One event of three seats, seven people, and everything that can happen to them."""

    service: ClassVar[OneService]

    def __init__(self) -> None:
        super().__init__()
        self.house = Organiser(emptied(self.service))
        self.model = Model()
        self.people: list[str] = []

    @initialize()
    def open(self) -> None:
        self.house.network()
        self.house.event(capacity=3)
        self.people = [self.house.person() for _ in range(PEOPLE)]

    @rule(one=PERSON, size=st.integers(1, 4))
    def says_yes(self, one: int, size: int) -> None:
        assert self.says(one, "accepted", "sms", size) == self.model.yes(one, size)

    @rule(one=PERSON, word=st.sampled_from(["declined", "tentative"]), channel=st.sampled_from(["sms", "link"]))
    def steps_back(self, one: int, word: str, channel: str) -> None:
        self.says(one, word, channel, None)
        self.model.step_back(one, word, grace=channel == "link")

    @rule(one=PERSON)
    def is_taken_off(self, one: int) -> None:
        if one in self.model.status:
            registration = self.house.registration(self.people[one])["id"]
            with self.house.service.transaction() as tx:
                cancel_registration(tx, registration, organisation=ORGANISATION)
            self.model.step_back(one, "cancelled", grace=False)

    @rule(capacity=st.one_of(st.none(), st.integers(1, 8)))
    def has_other_room(self, capacity: int | None) -> None:
        self.house.event(capacity=capacity)
        self.model.capacity = capacity
        self.model.call()

    @rule()
    def waits(self) -> None:
        self.house.passes(minutes=GRACE.total_seconds() / 60 + 1)
        for one in [*self.model.kept, *self.model.away]:
            self.model.forget(one)
        self.model.call()

    @invariant()
    def agrees(self) -> None:
        if not self.people:
            return
        r = REGISTRATIONS.c
        with self.house.service.transaction() as tx:
            rows = {row.participant_id: row for row in load(tx, r.event_id == EVENT)}
        found = {one: rows[person].status for one, person in enumerate(self.people) if person in rows}
        assert found == self.model.status
        capacity, allowed, taken, waiting = self.house.seats()
        line = self.model.waiting()
        assert (capacity, taken, waiting) == (self.model.capacity, self.model.taken(), len(line))
        assert allowed == (None if capacity is None else max(capacity, taken))
        standing = sorted((row.position, row.participant_id) for row in rows.values() if row.status == "waitlisted")
        assert [person for _, person in standing] == [self.people[one] for one in line]

    def says(self, one: int, word: str, channel: str, size: int | None) -> bool:
        self.house.service.clock.advance(timedelta(seconds=1))
        with self.house.service.transaction() as tx:
            hers = {"event_id": EVENT, "participant_id": self.people[one]}
            facts = facts_of(tx, ORGANISATION, **hers)
            if facts is None or facts.removed:
                register_participant(
                    tx, EVENT, self.people[one], reach=Reach(ORGANISATION), word="tentative", party_size=None, keys=KEYS
                )
                self.model.step_back(one, "tentative", grace=False)
                facts = facts_of(tx, ORGANISATION, **hers)
            assert facts is not None
            answer = Answer(word, size, tx.now + timedelta(milliseconds=1), channel)
            return answer_with(tx, facts, answer, GRACE).result != REFUSED

    def teardown(self) -> None:
        assert self.house.balanced()


@pytest.fixture(scope="module", autouse=True)
def one_house(house: OneService) -> None:
    SeatsAgainstModel.service = house


TestSeatsAgainstModel = SeatsAgainstModel.TestCase
TestSeatsAgainstModel.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
