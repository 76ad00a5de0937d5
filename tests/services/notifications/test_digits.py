"""Digits are the smallest free on a phone, and never two at once."""

from services.notifications import digits
from services.notifications.invitation import Invitation
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
