"""Parties that grow and shrink, and the grace in which a seat or a place stays hers."""

import pytest

from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import GRACE, Organiser


@pytest.mark.parametrize("party", [0, 11, "2", 1.5, True])
def test_a_party_is_one_to_ten(organiser: Organiser, party: object) -> None:
    body = {"participant_id": organiser.person(), "answer": "accepted", "party_size": party}
    assert organiser.call("POST", "/events/evt_1/registrations", body).status_code == 422


def test_a_party_larger_than_the_room_is_refused_and_does_not_wait(organiser: Organiser) -> None:
    person = organiser.person()
    body = {"participant_id": person, "answer": "accepted", "party_size": 3}
    assert organiser.call("POST", "/events/evt_1/registrations", body).status_code == 409
    assert organiser.seats() == (2, 2, 0, 0)


def test_a_party_takes_its_seats_and_gives_all_of_them_back(organiser: Organiser) -> None:
    couple, single = organiser.person(), organiser.person()
    assert organiser.answers(couple, party_size=2)["status"] == "confirmed"
    assert organiser.answers(single)["status"] == "waitlisted"
    organiser.answers(couple, "declined")
    assert organiser.seats() == (2, 2, 1, 0)


def test_a_smaller_party_hands_over_what_it_does_not_need(organiser: Organiser) -> None:
    couple, single = organiser.person(), organiser.person()
    organiser.answers(couple, party_size=2)
    organiser.answers(single)
    assert organiser.answers(couple, party_size=1)["party_size"] == 1
    assert organiser.statuses(couple, single) == ["confirmed", "confirmed"]


@pytest.mark.slow
def test_a_larger_party_gets_free_seats_or_keeps_what_it_has(organiser: Organiser) -> None:
    first, second = organiser.person(), organiser.person()
    organiser.answers(first)
    assert organiser.answers(first, party_size=2)["party_size"] == 2
    organiser.answers(first, party_size=1)
    organiser.answers(second)
    organiser.passes(minutes=1)
    organiser.replies(first, party_size=2)
    assert organiser.said(contracts.ANSWER_REFUSED)[-1].data["reason"] == "party_too_large"
    assert organiser.registration(first)["party_size"] == 1


def test_a_seat_given_up_by_link_is_kept_for_a_while(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    declined = organiser.presses(first, "declined")
    assert (declined["status"], declined["result"]) == ("declined", "taken")
    assert organiser.statuses(waits) == ["waitlisted"]
    assert organiser.seats() == (2, 2, 2, 1)
    assert organiser.presses(first, "accepted")["status"] == "confirmed"
    organiser.passes(minutes=11)
    assert organiser.statuses(first, waits) == ["confirmed", "waitlisted"]


@pytest.mark.slow
def test_after_the_grace_the_seat_goes_to_the_line(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    organiser.presses(first, "declined")
    organiser.passes(minutes=GRACE.total_seconds() / 60)
    assert organiser.statuses(first, waits) == ["declined", "confirmed"]
    assert organiser.presses(first, "accepted")["position"] == 1


@pytest.mark.slow
def test_a_place_in_the_line_given_up_by_link_is_kept_for_a_while(organiser: Organiser) -> None:
    *_, first, second = organiser.people(4)
    organiser.presses(first, "declined")
    assert organiser.registration(second)["position"] == 1
    assert organiser.presses(first, "accepted")["position"] == 1
    assert organiser.registration(second)["position"] == 2
    organiser.presses(first, "declined")
    organiser.passes(minutes=11)
    assert organiser.presses(first, "accepted")["position"] == 2


@pytest.mark.slow
def test_a_scanner_that_posts_every_form_does_not_win_over_the_person(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    for answer in ("accepted", "tentative", "declined"):
        organiser.presses(first, answer)
    assert organiser.presses(first, "accepted")["status"] == "confirmed"
    assert organiser.statuses(waits) == ["waitlisted"]


@pytest.mark.slow
def test_a_second_decline_by_link_does_not_lengthen_the_grace_and_one_by_sms_ends_it(organiser: Organiser) -> None:
    first, second, *waiting = organiser.people(4)
    held = organiser.presses(first, "declined")["seat_held_until"]
    assert organiser.presses(first, "declined")["seat_held_until"] == held
    organiser.passes(seconds=1)
    organiser.replies(first, "declined")
    assert organiser.statuses(*waiting) == ["confirmed", "waitlisted"]
    organiser.presses(second, "declined")
    assert organiser.statuses(*waiting) == ["confirmed", "waitlisted"]


def test_a_larger_party_does_not_pass_those_who_wait(organiser: Organiser) -> None:
    organiser.event(capacity=4)
    first, couple, waits = (organiser.person() for _ in range(3))
    organiser.answers(first)
    organiser.answers(couple, party_size=2)
    organiser.answers(waits, party_size=2)
    body = {"participant_id": first, "answer": "accepted", "party_size": 2}
    assert organiser.call("POST", "/events/evt_1/registrations", body).status_code == 409
    assert organiser.seats() == (4, 4, 3, 1)
