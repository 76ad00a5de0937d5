"""Yeses that come together become what they would have become one after another."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from services.registrations.answer import ACCEPTED, ANSWERS, Answer
from services.registrations.facts import facts_of
from services.registrations.issuing import issue, known_event
from services.registrations.operations.answer_invitation import answer_with
from services.registrations.operations.say_yes import Yes, say_yes
from services.registrations.outcome import Outcome
from services.registrations.registration import REGISTRATIONS
from services.registrations.yeses import Asked, Saying, Yeses
from shared.database import Transaction
from shared.http.idempotency import Key
from shared.outbox import OUTBOX
from tests.services.registrations.organiser import EVENT, Organiser
from tests.support.one_service import KEYS, ORGANISATION

TOGETHER, APART = "evt_together", "evt_apart"
PEOPLE = 6


@pytest.fixture
def crowd(organiser: Organiser) -> list[str]:
    return [organiser.member() for _ in range(PEOPLE)]


def an_event(
    organiser: Organiser, event_id: str, capacity: int | None, crowd: list[str], before: list[tuple[int, str, int]]
) -> None:
    """An event to which all are invited and some have answered already."""
    organiser.event(id=event_id, uid=event_id, capacity=capacity, invite_at=None)
    with organiser.service.transaction("organiser:usr_test") as tx:
        issue(tx, known_event(tx, event_id, ORGANISATION), crowd, keys=KEYS, announce=True)
        for who, word, size in before:
            facts = facts_of(tx, ORGANISATION, event_id=event_id, participant_id=crowd[who])
            assert facts
            answer_with(tx, facts, Answer(word, size, tx.now, "page"), timedelta(0))


def as_it_stands(organiser: Organiser, event_id: str) -> tuple[object, ...]:
    """All that is kept of an event and was said of it, without ids."""
    r, columns = REGISTRATIONS.c, ("participant_id", "status", "party_size", "position", "answer", "reason")
    with organiser.service.read() as tx:
        query = select(*(r[name] for name in columns)).where(r.event_id == event_id).order_by(r.participant_id)
        kept = tx.execute(query).all()
        about = OUTBOX.c.body.contains(f'"event_id":"{event_id}"')
        bodies = tx.scalars(select(OUTBOX.c.body).where(about).order_by(OUTBOX.c.position)).all()
    said = [(body["type"], *(body["data"].get(name) for name in columns)) for body in map(json.loads, bodies)]
    return organiser.seats(event_id), kept, said


def shown(outcome: Outcome) -> tuple[object, ...]:
    one = outcome.registration
    return outcome.result, outcome.reason, outcome.rank, one and (one.status, one.position, one.party_size)


party = st.integers(1, 3)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each has events of its own
@given(
    capacity=st.none() | st.integers(1, 8),
    before=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["accepted", "declined"]), party), max_size=4),
    asked=st.lists(st.tuples(st.integers(0, 5), st.none() | party), min_size=1, max_size=8),
)
def test_a_batch_is_the_same_as_its_answers_one_after_another(
    organiser: Organiser,
    crowd: list[str],
    capacity: int | None,
    before: list[tuple[int, str, int]],
    asked: list[tuple[int, int | None]],
) -> None:
    number = next(_NUMBERS)
    together, apart = f"{TOGETHER}_{number}", f"{APART}_{number}"
    for event_id in (together, apart):
        an_event(organiser, event_id, capacity, crowd, before)

    def alone(tx: Transaction, event_id: str, who: int, size: int | None) -> tuple[object, ...]:
        facts = facts_of(tx, ORGANISATION, event_id=event_id, participant_id=crowd[who])
        assert facts
        return shown(answer_with(tx, facts, Answer(ACCEPTED, size, tx.now, "page"), timedelta(0)))

    with organiser.service.transaction("organiser:usr_test") as tx:
        yeses = [Yes(Answer(ACCEPTED, size, tx.now, "page"), tx.by, participant_id=crowd[who]) for who, size in asked]
        found = say_yes(tx, together, yeses, organisation=ORGANISATION)
        plain = [(*one, got[1]) for one, got in zip(asked, found, strict=True) if got]
        rest = [one for one, got in zip(asked, found, strict=True) if not got]
        outcomes = [shown(outcome) for *_, outcome in plain] + [alone(tx, together, *one) for one in rest]
    with organiser.service.transaction("organiser:usr_test") as tx:
        assert outcomes == [alone(tx, apart, who, size) for who, size, *_ in (*plain, *rest)]
    assert as_it_stands(organiser, together) == as_it_stands(organiser, apart)


_NUMBERS = iter(range(10_000))


def ask(organiser: Organiser, *people: str, **key: Key) -> list[bool]:
    """All of them in one batch; who was taken."""
    batch = [Asked("organiser:usr_test", Saying(None, "api", participant_id=one), key.get("key")) for one in people]
    taken = Yeses(organiser.service.service.database).take_all((EVENT, ORGANISATION), batch)
    return [one is not None for one in taken]


def test_one_that_cannot_be_stored_hurts_no_other(organiser: Organiser, crowd: list[str]) -> None:
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    refuse = f"WHEN NEW.participant_id = '{crowd[1]}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    with organiser.service.transaction() as tx:
        tx.execute(text(f"CREATE TRIGGER refuse BEFORE INSERT ON answers {refuse}"))
    try:
        assert ask(organiser, *crowd[:2]) == [False, False]
        assert organiser.seats()[2] == 0
        assert ask(organiser, crowd[0]) == [True]
    finally:
        with organiser.service.transaction() as tx:
            tx.execute(text("DROP TRIGGER refuse"))
    assert organiser.statuses(crowd[0]) == ["confirmed"]


def test_who_is_not_invited_or_answered_before_is_asked_alone(organiser: Organiser, crowd: list[str]) -> None:
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    organiser.answers(crowd[0], "declined")
    assert ask(organiser, crowd[0], crowd[1], crowd[1], "par_unknown") == [False, True, False, False]
    assert organiser.seats()[2] == 1


def test_of_one_key_the_first_is_taken_and_the_key_is_kept_with_what_it_did(
    organiser: Organiser, crowd: list[str]
) -> None:
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    body = {"participant_id": crowd[0], "answer": "accepted"}
    path, headers = f"/events/{EVENT}/registrations", {"Idempotency-Key": "key-1"}
    first = organiser.ok("POST", path, body, headers=headers)
    again = organiser.call("POST", path, body, headers=headers)
    assert (again.status_code, again.headers["Idempotent-Replay"], again.json["id"]) == (201, "true", first["id"])
    other = organiser.call("POST", path, body | {"participant_id": crowd[1]}, headers=headers)
    assert other.status_code == 422
    with organiser.service.read() as tx:
        assert len(tx.execute(ANSWERS.select()).all()) == 1


def test_twins_of_one_key_in_one_batch_take_one_seat(organiser: Organiser, crowd: list[str]) -> None:
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    key = Key(ORGANISATION, "organiser:usr_test", "key-2", "digest")
    assert ask(organiser, crowd[0], crowd[1], key=key) == [True, False]
    assert ask(organiser, crowd[1], key=key) == [False]
    assert organiser.seats()[2] == 1
