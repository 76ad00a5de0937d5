"""On PostgreSQL no seat is given twice and nobody's request ends in a deadlock, however many ask at once."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Column, MetaData, String, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from services.registrations import registration
from services.registrations.answer import ACCEPTED, DECLINED, Answer
from services.registrations.operations.answer_invitation import answer_invitation
from services.registrations.operations.cancel_registration import cancel_registration
from services.registrations.operations.erase_participant import erase_participant
from services.registrations.operations.invite import invite_people
from services.registrations.operations.lapse import lapse
from services.registrations.operations.register_participant import register_participant
from services.registrations.reach import Reach
from services.registrations.registration import CONFIRMED, REGISTRATIONS, WAITLISTED
from shared.database import Database, Transaction, is_in_the_way
from shared.problems import Conflict, Invalid, NotFound
from tests.services.registrations.organiser import EVENT, Organiser
from tests.support.at_once import at_once, deadlocks
from tests.support.one_service import KEYS, ORGANISATION

pytestmark = pytest.mark.production

CLIENTS, ROOM = 64, 20
WORKERS, OPERATIONS, EVENTS, PEOPLE = 8, 1200, 3, 30

TWIN = Table("twin", MetaData(), Column("participant_id", String(40)))


@pytest.fixture
def wide(organiser: Organiser) -> Iterator[Database]:
    """The same database with a connection for each of many."""
    url = organiser.service.service.database.url.render_as_string(hide_password=False)
    house = organiser.service
    database = Database(url, source="registrations", clock=house.clock, ids=house.ids, pool_size=CLIENTS)
    yield database
    database.close()


def counted(database: Database) -> dict[str, int]:
    query = select(REGISTRATIONS.c.status, func.count()).group_by(REGISTRATIONS.c.status)
    with database.read() as tx:
        return {row[0]: row[1] for row in tx.execute(query)}


def test_sixty_four_at_once_get_twenty_seats_and_an_unbroken_line(organiser: Organiser, wide: Database) -> None:
    organiser.event(capacity=ROOM)
    people = [organiser.person() for _ in range(CLIENTS)]
    registered(wide, EVENT, people)
    assert counted(wide) == {CONFIRMED: ROOM, WAITLISTED: CLIENTS - ROOM}
    r = REGISTRATIONS.c
    with wide.read() as tx:
        positions = tx.scalars(select(r.position).where(r.status == WAITLISTED).order_by(r.position)).all()
    assert positions == list(range(1, CLIENTS - ROOM + 1))
    assert organiser.seats() == (ROOM, ROOM, ROOM, CLIENTS - ROOM)


def test_twin_counting_before_inserting_oversells(organiser: Organiser, wide: Database) -> None:
    with wide.connection() as connection:
        TWIN.create(connection)
    everyone_counted = threading.Barrier(ROOM + 1, timeout=60)

    def ask(place: int) -> None:
        with wide.transaction() as tx:
            sold = tx.scalar(select(func.count()).select_from(TWIN)) or 0
            everyone_counted.wait()
            if sold < ROOM:
                tx.execute(insert(TWIN).values(participant_id=f"par_{place}"))

    at_once(ROOM + 1, ask)
    with wide.connection() as connection:
        assert connection.scalar(select(func.count()).select_from(TWIN)) > ROOM
        TWIN.drop(connection)


def test_one_person_who_answers_ten_times_at_once_has_one_seat(organiser: Organiser, wide: Database) -> None:
    organiser.event(capacity=ROOM)
    person = organiser.member()
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    invitation = organiser.invitation(person)

    def press(_place: int) -> str:
        with wide.transaction(by=f"participant:{invitation}") as tx:
            answer = Answer(ACCEPTED, None, tx.now, "page")
            outcome = answer_invitation(
                tx, invitation, organisation=ORGANISATION, answer=answer, grace=timedelta(minutes=10)
            )
            assert outcome.registration
            return outcome.registration.id

    assert len(set(at_once(10, press))) == 1
    assert organiser.seats() == (ROOM, ROOM, 1, 0)


def test_eight_workers_cancel_and_hand_over_on_shared_events_without_a_deadlock(
    organiser: Organiser, wide: Database
) -> None:
    people = crowd(organiser, wide)
    done: Counter[str] = Counter()
    for share in at_once(WORKERS, lambda place: worked(wide, people, random.Random(place))):
        done.update(share)
    assert sum(done.values()) == OPERATIONS
    assert min(done[what] for what in ("yes", "no", "cancelled", "invited", "lapsed", "erased")) > 0
    for number in range(EVENTS):
        _, _, taken, waiting = organiser.seats(f"evt_{number}")
        assert taken == 5 or waiting == 0
    assert deadlocks(wide, organiser.service.service.database) == 0


def test_twin_with_the_other_lock_order_they_deadlock(organiser: Organiser, wide: Database) -> None:
    people = crowd(organiser, wide)
    met = threading.Event()

    def work(place: int) -> None:
        chance = random.Random(place)
        for _ in range(OPERATIONS // WORKERS):
            if met.is_set():
                return
            try:
                with wide.transaction(by="organiser:usr_test") as tx:
                    crosswise(tx, people, chance)
            except DBAPIError as error:
                if not is_in_the_way(error):
                    raise
                met.set()

    at_once(WORKERS, work)
    assert deadlocks(wide, organiser.service.service.database) > 0


def registered(database: Database, event_id: str, people: list[str]) -> None:
    """All of them say yes at once."""

    def ask(place: int) -> None:
        with database.transaction(by="organiser:usr_test") as tx:
            says(tx, event_id, people[place], ACCEPTED)

    at_once(len(people), ask)


def crowd(organiser: Organiser, database: Database) -> list[str]:
    """Three events of five seats, and thirty people who want all of them."""
    people = [organiser.person() for _ in range(PEOPLE)]
    for number in range(EVENTS):
        organiser.event(id=f"evt_{number}", uid=f"evt_{number}@samling", capacity=5)
        registered(database, f"evt_{number}", people)
    return people


def worked(database: Database, people: list[str], chance: random.Random) -> Counter[str]:
    """One worker's share of the operations, each a transaction of its own; how often it did what."""
    done: Counter[str] = Counter()
    for _ in range(OPERATIONS // WORKERS):
        with database.transaction(by="organiser:usr_test") as tx:
            done[something(tx, people, chance)] += 1
    return done


def something(tx: Transaction, people: list[str], chance: random.Random) -> str:
    """One of the things that change a seat."""
    event_id, person = f"evt_{chance.randrange(EVENTS)}", chance.choice(people)
    what = chance.choices(("yes", "no", "cancelled", "invited", "lapsed", "erased"), (30, 20, 30, 10, 9, 1))[0]
    try:
        if what in ("yes", "no"):
            says(tx, event_id, person, ACCEPTED if what == "yes" else DECLINED)
        elif what == "cancelled":
            cancel_registration(tx, registration_of(tx, event_id, person), organisation=ORGANISATION)
        elif what == "invited":
            invite_people(tx, event_id, chance.sample(people, 5), organisation=ORGANISATION, keys=KEYS)
        elif what == "lapsed":
            lapse(tx, event_id, organisation=ORGANISATION)
        else:
            erase_participant(tx, person, reach=Reach(ORGANISATION))
    except (NotFound, Conflict, Invalid) as refusal:  # what an organiser is told
        return type(refusal).__name__
    return what


def crosswise(tx: Transaction, people: list[str], chance: random.Random) -> str:
    """The other order: first her registration, then the event's seats."""
    event_id, person = f"evt_{chance.randrange(EVENTS)}", chance.choice(people)
    registration.load(tx, REGISTRATIONS.c.id == registration_of(tx, event_id, person))
    return something(tx, people, chance)


def says(tx: Transaction, event_id: str, person: str, word: str) -> None:
    register_participant(tx, event_id, person, reach=Reach(ORGANISATION), word=word, party_size=None, keys=KEYS)


def registration_of(tx: Transaction, event_id: str, person: str) -> str:
    r = REGISTRATIONS.c
    found = tx.scalar(select(r.id).where(r.event_id == event_id, r.participant_id == person))
    return found or "reg_none"
