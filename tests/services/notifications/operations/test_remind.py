"""One reminder, a day before, that moves with the event and goes with the seat."""

from datetime import timedelta

import pytest

from services.notifications.channels.sms_parts import parts
from shared.contracts.registrations import REGISTRATION_CANCELLED
from tests.services.notifications.outbound import START, Outbound


def confirmed(outbound: Outbound) -> Outbound:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    return outbound


def test_a_reminder_goes_out_a_day_before(outbound: Outbound) -> None:
    confirmed(outbound).clock.set(START - timedelta(hours=25))
    outbound.settle()
    assert outbound.states(occasion="reminder", channel="sms") == [("reminder", "sms", "queued")]
    outbound.later(hours=1)
    assert outbound.states(occasion="reminder", channel="sms") == [("reminder", "sms", "sent")]


@pytest.mark.slow
def test_a_reminder_moves_with_the_event(outbound: Outbound) -> None:
    confirmed(outbound).move(START + timedelta(days=7))
    outbound.clock.set(START - timedelta(hours=1))
    outbound.settle()
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"queued"}
    outbound.later(days=6, hours=2)
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"sent"}


@pytest.mark.slow
def test_who_was_reminded_of_the_old_time_is_reminded_of_the_new_one(outbound: Outbound) -> None:
    confirmed(outbound).clock.set(START - timedelta(hours=23))
    outbound.settle()
    outbound.move(START + timedelta(days=7))
    outbound.later(days=7)
    assert [row.state for row in outbound.owed(occasion="reminder", channel="sms")] == ["sent", "sent"]


def test_who_cancels_is_not_reminded(outbound: Outbound) -> None:
    confirmed(outbound).registered("cancelled", contract=REGISTRATION_CANCELLED, reason="declined")
    outbound.clock.set(START - timedelta(hours=20))
    outbound.settle()
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"expired"}


def test_who_gets_a_seat_just_before_the_start_is_not_reminded(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.clock.set(START - timedelta(hours=2))
    outbound.registered()
    assert outbound.owed(occasion="reminder") == []


@pytest.mark.slow
def test_who_brings_one_more_after_her_reminder_is_not_reminded_again(outbound: Outbound) -> None:
    confirmed(outbound).clock.set(START - timedelta(hours=23))
    outbound.settle()
    outbound.registered(party_size=2)
    outbound.clock.set(START - timedelta(hours=2))
    outbound.settle()
    assert [row.state for row in outbound.owed(occasion="reminder", channel="sms")] == ["sent"]


def reminder_text(outbound: Outbound) -> str:
    outbound.invite()
    outbound.registered()
    outbound.clock.set(START - timedelta(hours=24))
    outbound.settle()
    return outbound.texts()[-1]


@pytest.mark.parametrize(
    ("language", "says", "most"),
    [
        ("nb", "Kvinnenett: Vi gleder oss til å se deg tirsdag 9. mars kl. 17.00. Tema: Helse. Sted: Biblioteket.", 2),
        ("en", "Kvinnenett: We look forward to seeing you on Tuesday 9 March at 17:00. It is about: Health.", 2),
        ("ar", "الموضوع: الصحة. المكان: Biblioteket.", 3),
    ],
)
@pytest.mark.slow
def test_with_open_wording_a_reminder_says_theme_and_place(
    outbound: Outbound, language: str, says: str, most: int
) -> None:
    outbound.network(wording="open")
    theme = {"nb": "Helse", "en": "Health", "ar": "الصحة"}
    outbound.event(theme=theme, place={"name": "Biblioteket", "address": None})
    outbound.person(language=language)
    text = reminder_text(outbound)
    assert says in text
    assert parts(text).count <= most


@pytest.mark.parametrize(("wording", "discreet"), [("neutral", False), ("open", True)])
def test_a_neutral_reminder_says_when_and_how_to_answer_and_nothing_else(
    outbound: Outbound, wording: str, discreet: bool
) -> None:
    outbound.ready_to_invite(wording=wording)
    outbound.person(discreet=discreet)
    said, link = reminder_text(outbound).rsplit("\n", 1)
    assert said == (
        "Kvinnenett: Vi gleder oss til å se deg tirsdag 9. mars kl. 17.00. Kan du ikke komme, svar 2 eller si fra her:"
    )
    assert link.startswith("http")
