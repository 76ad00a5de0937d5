"""Digits are the smallest free on a phone, and never two at once."""

from collections.abc import Callable
from datetime import timedelta

from services.notifications import digits
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.recipient import Recipient
from tests.services.notifications.phone_line import AMINA, SARA, PhoneLine


def digit_of(line: PhoneLine, invitation_id: str) -> int | None:
    with line.read() as tx:
        return tx.get_one(Invitation, invitation_id).yes_digit


def test_many_invitations_get_their_digits_at_once_by_date_and_phone(line: PhoneLine) -> None:
    line.network()
    amina, sara, huda = line.person("amina"), line.person("sara"), line.person("huda", SARA)
    late, soon = line.event("evt_1", days=30), line.event("evt_2", days=3)
    ids = [line.invited(person, event, digits_too=False) for person in (amina, sara, huda) for event in (late, soon)]
    with line.transaction() as tx:
        given = digits.allot(tx, ids)
        assert digits.allot(tx, ids) == given, "who has one keeps it"
    assert {key: digit_of(line, key) for key in ids} == given
    assert given == {
        "inv_amina_evt_2": 1,
        "inv_sara_evt_2": 3,
        "inv_amina_evt_1": 5,
        "inv_sara_evt_1": 7,
        "inv_huda_evt_2": 1,
        "inv_huda_evt_1": 3,
    }


def test_who_gets_the_phone_of_another_gets_other_digits(line: PhoneLine) -> None:
    line.network()
    event = line.event("evt_1")
    amina = line.invited(line.person("amina"), event)
    sara = line.invited(line.person("sara", SARA), event)
    assert digit_of(line, amina) == digit_of(line, sara) == 1
    with line.transaction() as tx:
        tx.get_one(Recipient, "prt_sara").phone = AMINA
        tx.flush()
        assert digits.allot(tx, [sara]) == {sara: 3}


def test_who_has_no_phone_gets_none(line: PhoneLine) -> None:
    line.network()
    invitation = line.invited(line.person("amina", None), line.event("evt_1"))
    assert digit_of(line, invitation) is None


def test_the_smallest_free_digit_fills_gaps() -> None:
    assert [digits.smallest_free(held) for held in ([], {1}, {1, 3}, {3}, {1, 5})] == [1, 3, 5, 1, 3]


def keep(_line: PhoneLine, _invitation: str) -> None:
    """The hold as it is."""


def forget(line: PhoneLine, invitation: str) -> None:
    """The hold switched off: nobody knows any more which digits her earlier text named."""
    with line.transaction() as tx:
        tx.get_one(Invitation, invitation).yes_digit = None


def answers_the_first_of_two(line: PhoneLine, hold: Callable[[PhoneLine, str], None], **between: float) -> None:
    """Her text about the first date says "1 = yes"; then she is told of a second one, and answers the first."""
    line.network()
    amina = line.person("amina")
    first = line.invited(amina, line.event("evt_1"))
    assert digit_of(line, first) == 1
    line.later(**between)
    hold(line, first)
    line.invited(amina, line.event("evt_2", days=14))
    line.writes("1")


def test_an_answer_goes_to_the_date_whose_text_named_the_digit(line: PhoneLine) -> None:
    answers_the_first_of_two(line, keep)
    assert (digit_of(line, "inv_amina_evt_1"), digit_of(line, "inv_amina_evt_2")) == (1, 3)
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)]


def test_twin_without_the_hold_it_goes_to_the_other_date(line: PhoneLine) -> None:
    """The guard: a digit that one open invitation has is given to no other on the phone."""
    answers_the_first_of_two(line, forget)
    assert digit_of(line, "inv_amina_evt_2") == 1
    assert line.answers() == [("inv_amina_evt_2", "accepted", None)], "she said yes to a date she did not mean"


def test_an_answer_just_after_the_event_is_of_that_event(line: PhoneLine) -> None:
    answers_the_first_of_two(line, keep, days=7, hours=5)
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)], "refused there, and she is told"


def test_twin_without_the_day_of_grace_it_accepts_the_next_event(line: PhoneLine) -> None:
    """The guard: digits are held for a day beyond the end. Had it been over for long, they would be free."""

    def long_over(line: PhoneLine, _invitation: str) -> None:
        with line.transaction() as tx:
            tx.get_one(KnownEvent, "evt_1").ends_at -= digits.HELD_AFTER + timedelta(hours=5)

    answers_the_first_of_two(line, long_over, days=7, hours=5)
    assert line.answers() == [("inv_amina_evt_2", "accepted", None)]


def test_two_that_share_a_digit_all_the_same_are_asked_about(line: PhoneLine) -> None:
    answers_the_first_of_two(line, keep)
    with line.transaction() as tx:
        tx.get_one(Invitation, "inv_amina_evt_2").yes_digit = 1
    assert line.writes("1").state == "asked"
    assert len(line.answers()) == 1
