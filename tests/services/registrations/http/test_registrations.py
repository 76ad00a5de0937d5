"""Registrations for organisers: cancelling, offers, lists, and requests that come twice."""

from datetime import timedelta

import pytest

from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import EVENT, STARTS, Organiser


@pytest.mark.slow
def test_who_is_taken_off_cannot_answer_until_she_is_invited_anew(organiser: Organiser) -> None:
    person = organiser.person()
    registration = organiser.answers(person)
    shown = organiser.ok("POST", f"/registrations/{registration['id']}/cancel", {"reason": "moved away"})
    assert (shown["status"], shown["reason"]) == ("cancelled", "organiser")
    assert organiser.said(contracts.REGISTRATION_CANCELLED)[-1].data["reason"] == "organiser"
    organiser.passes(minutes=1)
    organiser.replies(person)
    assert organiser.statuses(person) == ["cancelled"]
    assert organiser.said(contracts.ANSWER_REFUSED)[-1].data["reason"] == "removed"
    old = organiser.link_token(person)
    organiser.ok("POST", f"/events/{EVENT}/invitations", {"participant_ids": [person]})
    assert organiser.call("POST", "/links", {"token": old}, role=None).status_code == 404
    assert organiser.presses(person, "accepted")["status"] == "confirmed"


def test_an_organiser_who_registers_her_again_invites_her_anew(organiser: Organiser) -> None:
    person = organiser.person()
    registration = organiser.answers(person)
    organiser.ok("POST", f"/registrations/{registration['id']}/cancel", {})
    assert organiser.answers(person)["status"] == "confirmed"
    issued = organiser.said(contracts.INVITATIONS_ISSUED)
    assert [said.data["announce"] for said in issued] == [False, False]
    assert len({said.subject for said in issued}) == 2


def test_a_cancelled_seat_goes_to_the_first_in_line(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    path = f"/registrations/{organiser.registration(first)['id']}/cancel"
    organiser.ok("POST", path, {})
    organiser.ok("POST", path, {})
    assert organiser.statuses(first, waits) == ["cancelled", "confirmed"]
    assert len(organiser.said(contracts.REGISTRATION_CANCELLED)) == 1


@pytest.mark.slow
def test_cancelling_frees_a_seat_kept_for_a_grace(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    organiser.presses(first, "declined")
    organiser.ok("POST", f"/registrations/{organiser.registration(first)['id']}/cancel", {})
    assert organiser.statuses(first, waits) == ["cancelled", "confirmed"]


@pytest.mark.slow
def test_a_network_may_offer_seats_instead_of_giving_them(organiser: Organiser) -> None:
    organiser.network(waitlist="offer")
    first, _, waits, last = organiser.people(4)
    organiser.answers(first, "declined")
    offered = organiser.registration(waits)
    assert offered["status"] == "offered"
    assert offered["offer_until"] == (organiser.service.clock.now() + timedelta(hours=24)).isoformat()
    assert organiser.seats() == (2, 2, 2, 1)
    assert organiser.said(contracts.OFFER_MADE)[-1].data["participant_id"] == waits
    assert organiser.ok("POST", f"/registrations/{offered['id']}/accept-offer")["status"] == "confirmed"
    assert organiser.call("POST", f"/registrations/{offered['id']}/accept-offer").status_code == 409
    assert organiser.statuses(last) == ["waitlisted"]


@pytest.mark.slow
def test_an_offer_that_nobody_takes_goes_to_the_next(organiser: Organiser) -> None:
    organiser.network(waitlist="offer")
    first, _, waits, last = organiser.people(4)
    organiser.answers(first, "declined")
    organiser.passes(hours=24)
    assert organiser.statuses(waits, last) == ["cancelled", "offered"]
    assert organiser.registration(waits)["reason"] == "offer_lapsed"
    (lapsed,) = organiser.said(contracts.OFFER_LAPSED)
    assert lapsed.data["participant_id"] == waits
    path = f"/registrations/{organiser.registration(waits)['id']}/accept-offer"
    assert organiser.call("POST", path).status_code == 409
    organiser.passes(minutes=1)
    organiser.replies(waits)
    assert organiser.registration(waits)["position"] == 1


def test_a_yes_takes_an_offer_and_a_no_passes_it_on(organiser: Organiser) -> None:
    organiser.network(waitlist="offer")
    first, second, waits, last = organiser.people(4)
    organiser.answers(first, "declined")
    organiser.replies(waits, told_at=organiser.service.clock.now() + timedelta(milliseconds=5))
    organiser.answers(second, "declined")
    assert organiser.statuses(waits, last) == ["confirmed", "offered"]
    organiser.answers(last, "declined")
    assert organiser.seats() == (2, 2, 1, 0)


@pytest.mark.slow
def test_an_offer_stands_at_most_until_the_event_starts(organiser: Organiser) -> None:
    organiser.network(waitlist="offer")
    first, _, waits = organiser.people(3)
    organiser.passes(days=13, hours=20)
    organiser.answers(first, "declined")
    assert organiser.registration(waits)["offer_until"] == STARTS.isoformat()
    organiser.event(starts_at=STARTS - timedelta(hours=1))
    assert organiser.registration(waits)["offer_until"] == (STARTS - timedelta(hours=1)).isoformat()


@pytest.mark.slow
def test_a_cancelled_event_ends_everything_without_a_word_to_anyone(organiser: Organiser) -> None:
    people = organiser.people(3)
    organiser.passes(seconds=1)
    before = len(organiser.said())
    organiser.cancelled()
    assert organiser.statuses(*people) == ["cancelled"] * 3
    assert {organiser.registration(person)["reason"] for person in people} == {"event_cancelled"}
    assert organiser.seats()[2:] == (0, 0)
    assert [said.type for said in organiser.said()[before:]] == []
    organiser.passes(seconds=1)
    assert [said.type for said in organiser.said()[before:]] == ["seats.changed.v1"]


@pytest.mark.slow
def test_many_changes_of_seats_are_told_once(organiser: Organiser) -> None:
    organiser.passes(seconds=2)
    before = len(organiser.said(contracts.SEATS_CHANGED))
    for _ in range(5):
        organiser.answers_at_once(organiser.person())
    organiser.passes(seconds=1)
    told = organiser.said(contracts.SEATS_CHANGED)[before:]
    assert [said.data | {"event_id": EVENT} for said in told] == [
        {"event_id": EVENT, "capacity": 2, "allowed": 2, "taken": 2, "waiting": 3}
    ]


def test_a_request_that_comes_twice_acts_once(organiser: Organiser) -> None:
    organiser.people(2)
    body = {"participant_id": organiser.person(), "answer": "accepted"}
    key = {"Idempotency-Key": "a-key"}
    path = f"/events/{EVENT}/registrations"
    first = organiser.call("POST", path, body, headers=key)
    second = organiser.call("POST", path, body, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    shown = {name: value for name, value in second.json.items() if name not in ("name", "needs")}
    assert shown == first.json
    assert organiser.seats() == (2, 2, 2, 1)


@pytest.mark.slow
def test_positions_are_ranks_of_now(organiser: Organiser) -> None:
    *_, first, second, third = organiser.people(5)
    organiser.answers(first, "declined")
    assert [organiser.registration(one)["position"] for one in (second, third)] == [1, 2]
    shown = organiser.ok("GET", f"/registrations/{organiser.registration(third)['id']}")
    assert (shown["position"], shown["name"]) == (2, "Amina Example")


def test_who_did_it_when_and_why_is_kept_of_every_change(organiser: Organiser) -> None:
    first, *_ = organiser.people(3)
    organiser.ok("POST", f"/registrations/{organiser.registration(first)['id']}/cancel", {"reason": "moved"})
    with organiser.service.read() as tx:
        rows = tx.connection().exec_driver_sql("SELECT status, reason, note, by FROM registration_history").all()
    assert {tuple(row) for row in rows} == {
        ("cancelled", "organiser", "moved", "organiser:usr_test"),
        ("confirmed", "moved_up", None, "organiser:usr_test"),
    }


def test_bodies_are_held_to_their_shape(organiser: Organiser) -> None:
    person = organiser.person()
    for body in (
        {"participant_id": person},
        {"participant_id": person, "answer": "perhaps"},
        {"participant_id": person, "answer": "accepted", "status": "confirmed"},
        {"answer": "accepted"},
    ):
        assert organiser.call("POST", f"/events/{EVENT}/registrations", body).status_code == 422
    assert organiser.seats() == (2, 2, 0, 0)
