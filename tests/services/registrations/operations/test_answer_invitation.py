"""Answers, their order, and what they make of seats and waiting line."""

from datetime import timedelta

import pytest

from services.registrations.answer import ACCEPTED, Answer
from services.registrations.facts import facts_of
from services.registrations.operations.answer_invitation import answer_invitation, answer_with
from shared.contracts import registrations as contracts
from shared.problems import NotFound
from tests.services.registrations.organiser import EVENT, GRACE, STARTS, Organiser
from tests.support.one_service import ORGANISATION


def test_the_first_answers_get_the_seats_and_the_next_ones_wait_in_their_order(organiser: Organiser) -> None:
    people = [organiser.person() for _ in range(4)]
    shown = [organiser.answers(person) for person in people]
    assert [(one["status"], one["position"]) for one in shown] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]
    assert organiser.seats() == (2, 2, 2, 2)


def test_a_first_yes_is_told_as_an_answer_and_as_a_seat(organiser: Organiser) -> None:
    person = organiser.person()
    registration = organiser.answers(person)
    (answered,) = organiser.said(contracts.INVITATION_ANSWERED)
    (confirmed,) = organiser.said(contracts.REGISTRATION_CONFIRMED)
    assert answered.subject == organiser.invitation(person)
    assert (answered.data["answer"], answered.data["status"]) == ("accepted", "confirmed")
    assert confirmed.data["id"] == registration["id"]
    assert (confirmed.data["reason"], confirmed.data["channel"]) == ("answered", "api")


def test_a_place_in_the_line_is_told_with_its_rank(organiser: Organiser) -> None:
    organiser.people(4)
    ranks = [said.data["position"] for said in organiser.said(contracts.REGISTRATION_WAITLISTED)]
    assert ranks == [1, 2]


def test_a_given_up_seat_goes_to_the_first_in_line(organiser: Organiser) -> None:
    first, _, waits, last = organiser.people(4)
    organiser.answers(first, "declined")
    assert organiser.statuses(first, waits, last) == ["declined", "confirmed", "waitlisted"]
    assert organiser.registration(last)["position"] == 1
    assert organiser.said(contracts.REGISTRATION_CONFIRMED)[-1].data["reason"] == "moved_up"
    assert organiser.said(contracts.REGISTRATION_CANCELLED)[-1].data["status"] == "declined"


def test_maybe_holds_no_seat(organiser: Organiser) -> None:
    person = organiser.person()
    assert organiser.answers(person, "tentative")["status"] == "tentative"
    assert organiser.seats() == (2, 2, 0, 0)
    assert organiser.answers(person)["status"] == "confirmed"
    assert organiser.answers(person, "tentative")["status"] == "tentative"
    assert organiser.seats() == (2, 2, 0, 0)


@pytest.mark.slow
def test_who_leaves_the_line_and_comes_back_joins_its_end(organiser: Organiser) -> None:
    *_, first, second = organiser.people(4)
    organiser.answers(first, "declined")
    assert organiser.answers(first)["position"] == 2
    assert organiser.registration(second)["position"] == 1


def test_saying_yes_again_changes_nothing_and_is_told_as_an_answer_only(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.answers(person)
    organiser.answers(person)
    assert len(organiser.said(contracts.INVITATION_ANSWERED)) == 2
    assert len(organiser.said(contracts.REGISTRATION_CONFIRMED)) == 1
    assert organiser.seats() == (2, 2, 1, 0)


def test_an_older_answer_that_comes_late_is_only_written_down(organiser: Organiser) -> None:
    person = organiser.person()
    before = organiser.service.clock.now()
    organiser.answers(person)
    organiser.replies(person, "declined", told_at=before)
    assert organiser.statuses(person) == ["confirmed"]
    assert len(organiser.said(contracts.INVITATION_ANSWERED)) == 1
    answers = organiser.ok("GET", f"/participants/{person}/export")["answers"]
    assert [(one["answer"], one["result"]) for one in answers] == [("accepted", "taken"), ("declined", "too_old")]


def test_the_same_reply_told_twice_counts_once(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.answers(person, "declined")
    organiser.service.clock.advance(timedelta(minutes=1))
    organiser.replies(person)
    organiser.replies(person, "declined")
    assert organiser.statuses(person) == ["confirmed"]


def test_an_answer_is_journaled_with_who_gave_it_and_how(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.answers(person)
    organiser.passes(minutes=1)
    organiser.replies(person, "declined")
    first, second = organiser.ok("GET", f"/participants/{person}/export")["answers"]
    assert (first["by"], first["channel"]) == ("organiser:usr_test", "api")
    assert (second["by"], second["channel"]) == (f"participant:{organiser.invitation(person)}", "sms")
    assert organiser.registration(person)["changed_by"] == f"participant:{organiser.invitation(person)}"


@pytest.mark.slow
def test_open_or_closed_is_judged_when_the_answer_reached_us(organiser: Organiser) -> None:
    early, late = organiser.person(), organiser.person()
    for person in (early, late):
        organiser.answers(person, "tentative")
    organiser.passes(days=15)
    organiser.replies(late, told_at=STARTS + timedelta(hours=2, seconds=1))
    organiser.replies(early, told_at=STARTS + timedelta(hours=1))
    assert organiser.statuses(early, late) == ["confirmed", "tentative"]
    (refused,) = organiser.said(contracts.ANSWER_REFUSED)
    assert (refused.data["participant_id"], refused.data["reason"]) == (late, "over")


def test_an_answer_to_a_cancelled_event_comes_back(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.answers(person, "tentative")
    organiser.cancelled()
    organiser.passes(minutes=1)
    organiser.replies(person)
    assert organiser.said(contracts.ANSWER_REFUSED)[-1].data["reason"] == "cancelled"
    assert (
        organiser.call(
            "POST", "/events/evt_1/registrations", {"participant_id": person, "answer": "accepted"}
        ).status_code
        == 409
    )


@pytest.mark.slow
def test_refusals_and_answers_of_one_invitation_rise_in_revision(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.answers(person, party_size=2)
    for _ in range(3):
        organiser.passes(microseconds=1)
        organiser.replies(person, party_size=3)
    organiser.answers(person, "declined")
    revisions = [said.revision for said in organiser.said() if said.subject == organiser.invitation(person)]
    assert len(revisions) == 5
    assert revisions == sorted(set(revisions))


def test_the_first_in_line_that_fits_gets_the_seat(organiser: Organiser) -> None:
    holder, other, couple, single = (organiser.person() for _ in range(4))
    organiser.answers(holder)
    organiser.answers(other)
    organiser.answers(couple, party_size=2)
    organiser.answers(single)
    organiser.answers(other, "declined")
    assert organiser.statuses(couple, single) == ["waitlisted", "confirmed"]


def test_who_joins_a_line_whose_head_does_not_fit_gets_the_seat_at_once(organiser: Organiser) -> None:
    holder, couple, single = (organiser.person() for _ in range(3))
    organiser.answers(holder)
    organiser.answers(couple, party_size=2)
    assert organiser.answers(single)["status"] == "confirmed"
    assert organiser.said(contracts.REGISTRATION_WAITLISTED)[-1].data["participant_id"] == couple


def test_who_was_never_invited_is_invited_quietly(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.answers(person)
    (issued,) = organiser.said(contracts.INVITATIONS_ISSUED)
    assert issued.data["announce"] is False
    assert [one["participant_id"] for one in issued.data["invitations"]] == [person]


def test_an_unknown_event_or_person_is_not_found(organiser: Organiser) -> None:
    person = organiser.person()
    for path, who in (("evt_none", person), ("evt_1", "par_none")):
        body = {"participant_id": who, "answer": "accepted"}
        response = organiser.call("POST", f"/events/{path}/registrations", body)
        assert (response.status_code, response.headers["Retry-After"]) == (404, "1")


def test_another_organisation_sees_nothing(organiser: Organiser) -> None:
    registration = organiser.answers(organiser.person())
    body = {"participant_id": registration["participant_id"], "answer": "declined"}
    other = {"organisation": "other"}
    assert organiser.call("POST", "/events/evt_1/registrations", body, **other).status_code == 404
    assert organiser.call("GET", f"/registrations/{registration['id']}", **other).status_code == 404
    assert organiser.call("POST", f"/registrations/{registration['id']}/cancel", {}, **other).status_code == 404
    assert organiser.call("GET", "/events/evt_1/registrations", **other).status_code == 404


def test_an_invitation_removed_while_she_answered_takes_no_seat(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    with organiser.service.read() as tx:
        stale = facts_of(tx, ORGANISATION, event_id=EVENT, participant_id=person)
    assert stale is not None
    organiser.ok("DELETE", f"/participants/{person}")
    with organiser.service.transaction() as tx:
        outcome = answer_with(tx, stale, Answer(ACCEPTED, None, tx.now, "link"), GRACE)
    assert (outcome.result, outcome.reason) == ("refused", "removed")
    assert organiser.seats() == (2, 2, 0, 0)


def test_a_second_first_yes_of_the_same_person_takes_no_second_seat(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    with organiser.service.read() as tx:
        stale = facts_of(tx, ORGANISATION, event_id=EVENT, participant_id=person)
    assert stale is not None
    organiser.answers(person)
    with organiser.service.transaction() as tx:
        answer = Answer(ACCEPTED, None, tx.now + timedelta(seconds=1), "sms")
        outcome = answer_with(tx, stale, answer, GRACE)
    assert (outcome.result, outcome.registration and outcome.registration.status) == ("taken", "confirmed")
    assert organiser.seats() == (2, 2, 1, 0)


def test_by_a_link_that_is_void_nothing_is_answered(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    organiser.page(person, "POST", "/not-me", {})
    hers, answer = organiser.invitation(person), Answer("declined", None, organiser.service.clock.now(), "link")
    with organiser.service.transaction() as tx, pytest.raises(NotFound):
        answer_invitation(tx, hers, organisation=ORGANISATION, answer=answer, grace=GRACE)
