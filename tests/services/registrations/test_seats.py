"""No seat is given twice, however many ask at once; and what a first answer costs."""

import dataclasses
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Column, MetaData, String, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from services.registrations import handover, registration
from services.registrations.answer import ACCEPTED, Answer
from services.registrations.handover import Rule
from services.registrations.history import HISTORY
from services.registrations.operations.answer_invitation import answer_invitation
from services.registrations.registration import CONFIRMED, REGISTRATIONS, WAITLISTED, Registration
from services.registrations.seats import SEATS, Seats
from tests.services.registrations.organiser import EVENT, NOON, Organiser
from tests.support.one_service import ORGANISATION
from tests.support.statements import said_to

CLIENTS, ROOM = 64, 20

TWIN = Table("twin", MetaData(), Column("event_id", String(40)), Column("participant_id", String(40)))

Ask = Callable[[Organiser, str, threading.Barrier], None]


@pytest.mark.slow
def test_sixty_four_at_once_get_twenty_seats_and_an_unbroken_line(organiser: Organiser) -> None:
    def answer(house: Organiser, person: str, together: threading.Barrier) -> None:
        together.wait()
        body = {"participant_id": person, "answer": "accepted"}
        assert house.call("POST", f"/events/{EVENT}/registrations", body).status_code == 201

    ask_all_at_once(organiser, answer)
    assert counted(organiser) == {CONFIRMED: ROOM, WAITLISTED: CLIENTS - ROOM}
    assert positions(organiser) == list(range(1, CLIENTS - ROOM + 1))
    assert organiser.seats() == (ROOM, ROOM, ROOM, CLIENTS - ROOM)


@pytest.mark.slow
def test_twin_counting_before_inserting_sells_every_seat_many_times(empty: Organiser) -> None:
    empty.network()
    empty.event(id="evt_twin", capacity=ROOM)  # apart from the books, which would complain

    def answer(house: Organiser, person: str, together: threading.Barrier) -> None:
        with house.service.read() as tx:
            sold = tx.scalar(select(func.count()).where(TWIN.c.event_id == "evt_twin"))
        together.wait()
        if sold is not None and sold < ROOM:
            with house.service.transaction() as tx:
                tx.execute(insert(TWIN).values(event_id="evt_twin", participant_id=person))

    with empty.service.service.database.connection() as connection:
        TWIN.create(connection)
    ask_all_at_once(empty, answer, event_id="evt_twin")
    with empty.service.service.database.connection() as connection:
        assert connection.scalar(select(func.count()).select_from(TWIN)) == CLIENTS
        TWIN.drop(connection)


def test_the_database_itself_refuses_one_seat_too_many(organiser: Organiser) -> None:
    organiser.people(2)
    with pytest.raises(IntegrityError), organiser.service.transaction() as tx:
        tx.execute(SEATS.update().values(taken=SEATS.c.taken + 1))


def test_a_first_yes_takes_as_few_statements_however_long_the_line_is(organiser: Organiser) -> None:
    organiser.event(capacity=1)
    people = [organiser.member() for _ in range(12)]
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    costs = [len(statements_of_a_first_yes(organiser, person)) for person in people]
    on_postgresql = organiser.service.service.database.dialect == "postgresql"
    assert costs == [4 if on_postgresql else 7] * 12


def test_nothing_is_counted_on_the_way_of_a_first_yes(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    assert not [text for text in statements_of_a_first_yes(organiser, person) if "count(" in text.lower()]


@pytest.mark.slow
def test_lowering_the_capacity_throws_nobody_out_and_the_room_shrinks_as_people_leave(organiser: Organiser) -> None:
    organiser.event(capacity=4)
    people = organiser.people(5)
    organiser.event(capacity=2)
    assert organiser.seats() == (2, 4, 4, 1)
    organiser.answers(people[0], "declined")
    assert organiser.seats() == (2, 3, 3, 1)
    organiser.answers(people[1], "declined")
    organiser.answers(people[2], "declined")
    assert organiser.seats() == (2, 2, 2, 0)


@pytest.mark.slow
def test_raising_the_capacity_hands_the_new_seats_to_the_line(organiser: Organiser) -> None:
    people = organiser.people(5)
    organiser.event(capacity=4)
    assert organiser.statuses(*people) == ["confirmed"] * 4 + ["waitlisted"]
    organiser.event(capacity=None)
    assert organiser.statuses(*people) == ["confirmed"] * 5
    assert organiser.seats() == (None, None, 5, 0)


def test_without_a_limit_everybody_has_a_seat(organiser: Organiser) -> None:
    organiser.event(capacity=None)
    assert organiser.statuses(*organiser.people(5)) == ["confirmed"] * 5


def test_once_the_event_has_begun_nobody_is_called_from_the_line(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    organiser.passes(days=14, minutes=1)
    organiser.answers(first, "declined")
    assert organiser.statuses(waits) == ["waitlisted"]


@pytest.mark.slow
def test_a_line_longer_than_one_look_is_handed_over_to_its_end(organiser: Organiser) -> None:
    long = handover.AT_ONCE + 3
    with organiser.service.transaction() as tx:
        people = [dataclasses.replace(a_claim(f"par_{n}", f"inv_{n}"), id=f"reg_{n}") for n in range(long)]
        for position, claim in enumerate(people, 1):
            claim.status, claim.position = WAITLISTED, position
            claim.party_size = 2 if position <= handover.AT_ONCE else 1
            registration.add(tx, claim)
        counters = Seats(EVENT, ORGANISATION, capacity=3, waiting=long, last_position=long)
        rule = Rule(NOON + timedelta(days=1), "confirm")
        moved = handover.hand_over(tx, counters, rule)
        tx.execute(REGISTRATIONS.delete())  # apart from the books, which would complain
        tx.execute(HISTORY.delete())
    assert [claim.id for claim in moved] == ["reg_0", f"reg_{handover.AT_ONCE}"]
    assert (counters.taken, counters.waiting) == (3, long - 2)


def test_counters_know_what_fits() -> None:
    counters = Seats(EVENT, ORGANISATION, capacity=3, taken=2)
    assert counters.has_room(1)
    assert not counters.has_room(2)
    counters.waiting = 1
    assert counters.fits(1)
    assert not counters.has_room(1)
    assert counters.line_is_open


def ask_all_at_once(organiser: Organiser, ask: Ask, event_id: str = EVENT) -> None:
    if event_id == EVENT:
        organiser.event(capacity=ROOM)
    people = [organiser.person() for _ in range(CLIENTS)]
    together = threading.Barrier(CLIENTS)
    faults: list[BaseException] = []

    def run(person: str) -> None:
        try:
            ask(organiser, person, together)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def counted(organiser: Organiser) -> dict[str, int]:
    query = select(REGISTRATIONS.c.status, func.count()).group_by(REGISTRATIONS.c.status)
    with organiser.service.read() as tx:
        return {row[0]: row[1] for row in tx.execute(query)}


def positions(organiser: Organiser) -> list[int]:
    r = REGISTRATIONS.c
    with organiser.service.read() as tx:
        return list(tx.scalars(select(r.position).where(r.status == WAITLISTED).order_by(r.position)))


def statements_of_a_first_yes(organiser: Organiser, person: str) -> list[str]:
    invitation = organiser.invitation(person)
    with organiser.service.transaction() as tx, said_to(organiser.service.service.database) as statements:
        answer = Answer(ACCEPTED, None, tx.now, "link")
        answer_invitation(tx, invitation, organisation=ORGANISATION, answer=answer, grace=timedelta(0))
    return statements


def a_claim(participant: str, invitation: str) -> Registration:
    return Registration(
        id="reg_x",
        organisation=ORGANISATION,
        event_id=EVENT,
        participant_id=participant,
        invitation_id=invitation,
        status="",
        party_size=1,
        changed_at=NOON,
        changed_by="test",
    )
