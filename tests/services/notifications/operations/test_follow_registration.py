"""What concerns her registration is told once, from the newest state."""

import pytest

from shared.contracts.registrations import (
    ANSWER_REFUSED,
    OFFER_MADE,
    REGISTRATION_CANCELLED,
    REGISTRATION_CONFIRMED,
    REGISTRATION_WAITLISTED,
)
from tests.services.notifications.outbound import START, Outbound


def invited(outbound: Outbound) -> Outbound:
    outbound.ready_to_invite()
    outbound.invite()
    return outbound


def test_a_seat_is_confirmed_with_theme_and_place(outbound: Outbound) -> None:
    invited(outbound).registered(party_size=3)
    assert outbound.texts()[-1].startswith(
        "Kvinnenett: Du har plass tirsdag 9. mars kl. 17.00. Velkommen! Tema: Kvinner og helse. "
        "Sted: Biblioteket, Storgata 1. Antall personer: 3. Kan du ikke komme, svar 2 eller si fra her:\n"
    )


def test_who_is_discreet_reads_neither_theme_nor_place(outbound: Outbound) -> None:
    invited(outbound).person(discreet=True)
    outbound.registered()
    assert "helse" not in outbound.texts()[-1]
    assert "Biblioteket" not in outbound.texts()[-1]


@pytest.mark.slow
def test_the_line_is_told_with_her_place_in_it(outbound: Outbound) -> None:
    invited(outbound).registered("waitlisted", contract=REGISTRATION_WAITLISTED, position=4)
    assert "nummer 4 på ventelisten" in outbound.texts()[-1]


@pytest.mark.slow
def test_a_seat_that_became_free_is_told_as_such(outbound: Outbound) -> None:
    invited(outbound).registered("waitlisted", contract=REGISTRATION_WAITLISTED, position=1)
    outbound.registered(reason="moved_up")
    assert "ledig plass" in outbound.texts()[-1]


def test_an_offer_says_until_when(outbound: Outbound) -> None:
    invited(outbound).registered("offered", contract=OFFER_MADE, offer_until=START.replace(day=8))
    assert "mandag 8. mars kl. 17.00" in outbound.texts()[-1]


@pytest.mark.slow
def test_a_confirmation_that_was_overtaken_is_not_sent(outbound: Outbound) -> None:
    invited(outbound)
    outbound.network(sending="held")
    outbound.registered()
    outbound.registered("cancelled", contract=REGISTRATION_CANCELLED, reason="declined")
    outbound.network(sending="on")
    assert ("confirmed", "sms", "expired") in outbound.states()
    assert len(outbound.texts()) == 1


@pytest.mark.slow
def test_an_older_registration_that_comes_late_changes_nothing(outbound: Outbound) -> None:
    invited(outbound).registered("cancelled", contract=REGISTRATION_CANCELLED, reason="organiser")
    told = len(outbound.texts())
    outbound._revision = 101
    outbound.registered(contract=REGISTRATION_CONFIRMED)
    assert len(outbound.texts()) == told


@pytest.mark.slow
def test_a_no_by_sms_is_acknowledged_and_a_no_by_link_is_not(outbound: Outbound) -> None:
    invited(outbound).answered("declined", "declined", channel="sms")
    assert "ikke kommer" in outbound.texts()[-1]
    outbound.later(minutes=1)
    outbound.answered("declined", "declined", channel="link")
    assert len(outbound.owed(occasion="declined")) == 1


def test_a_refused_answer_comes_back_where_she_wrote(outbound: Outbound) -> None:
    invited(outbound)
    data = {
        "invitation_id": "inv_amina_evt_1",
        "event_id": "evt_1",
        "participant_id": "prt_amina",
        "answer": "accepted",
        "told_at": outbound.clock.now(),
        "channel": "sms",
        "reason": "party_too_large",
    }
    outbound.hear(ANSWER_REFUSED, "inv_amina_evt_1", data, source="registrations", revision=500)
    assert "ikke så mange plasser" in outbound.texts()[-1]
    assert outbound.states(occasion="refused") == [("refused", "sms", "sent")]
