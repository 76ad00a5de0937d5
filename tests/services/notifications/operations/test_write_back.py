"""What a phone gets in return for what it wrote: short, and never so often that two machines keep talking."""

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.channels.sms_parts import parts
from tests.services.notifications.outbound import AMINA, SARA, START, Outbound

UNCLEAR = "kan jeg ta med naboen kanskje?"


def invited(outbound: Outbound, language: str = "nb") -> Outbound:
    outbound.ready_to_invite()
    outbound.person(language=language)
    outbound.invite()
    return outbound


@pytest.mark.parametrize(
    ("language", "says", "count"),
    [
        ("nb", "Kvinnenett: Du får meldinger fra oss igjen. Svar STOPP for å slippe flere meldinger.", 1),
        ("en", "Kvinnenett: You get our texts again. Answer STOP to get no more texts.", 1),
        ("ar", "\u200fKvinnenett: ستصلكم رسائلنا من جديد. لإيقاف الرسائل أرسلوا STOP.", 1),
    ],
)
def test_who_starts_again_is_told_so_and_how_to_stop(outbound: Outbound, language: str, says: str, count: int) -> None:
    invited(outbound, language).writes("STOP")
    outbound.writes("START")
    assert outbound.texts()[2:] == [says]
    assert parts(says).count == count


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nb", "Kvinnenett: Takk! Et menneske leser meldingen din. Spørsmål? Ring Test Testesen, +447700900900."),
        ("en", "Kvinnenett: Thank you. A person will read this. Questions? Ring Test Testesen, +447700900900."),
        (
            "ar",
            "\u200fKvinnenett: شكرًا لكم. سيقرأ أحدنا رسالتكم. للأسئلة اتصلوا: Test Testesen، \u200e+447700900900.",
        ),
    ],
)
@pytest.mark.slow
def test_what_a_person_must_read_is_acknowledged(outbound: Outbound, language: str, says: str) -> None:
    invited(outbound, language).writes(UNCLEAR)
    assert outbound.texts()[1:] == [says]


def test_a_network_without_a_contact_names_none(outbound: Outbound) -> None:
    outbound.network(contact=None)
    outbound.event()
    outbound.person()
    outbound.invite()
    outbound.writes(UNCLEAR)
    assert outbound.texts()[-1] == "Kvinnenett: Takk! Et menneske leser meldingen din."


@pytest.mark.slow
def test_two_machines_do_not_talk_for_ever(outbound: Outbound) -> None:
    invited(outbound)
    for _ in range(5):
        outbound.writes(outbound.texts()[-1])
        outbound.later(hours=4)
    assert len(outbound.owed(occasion="passed_on")) == 1
    outbound.later(hours=5)
    outbound.writes(UNCLEAR)
    assert len(outbound.owed(occasion="passed_on")) == 2, "a day later she is answered again"


@pytest.mark.slow
def test_stop_and_start_by_turns_say_once_a_day_that_it_began_again(outbound: Outbound) -> None:
    invited(outbound)
    for _ in range(3):
        outbound.writes("STOP")
        outbound.writes("START")
    assert len(outbound.owed(occasion="started")) == 1


@pytest.mark.slow
def test_a_stop_that_follows_at_once_takes_back_what_was_to_be_said(outbound: Outbound) -> None:
    invited(outbound).writes("STOP")
    outbound.telephone.answers = [Outcome(Kind.LATER)]
    outbound.writes("START")
    outbound.writes("STOP")
    outbound.later(hours=1)
    assert [row.state for row in outbound.owed(occasion="started")] == ["suppressed"]


@pytest.mark.slow
def test_people_who_share_a_phone_are_acknowledged_once(outbound: Outbound) -> None:
    invited(outbound).person("sara")
    outbound.person("huda", SARA)
    outbound.invite("sara", "huda")
    outbound.writes(UNCLEAR)
    outbound.writes(UNCLEAR)
    outbound.writes(UNCLEAR, SARA)
    assert [row.participant_id for row in outbound.owed(occasion="passed_on")][1:] == ["prt_huda"]
    assert outbound.texts(AMINA)[-1].startswith("Kvinnenett: Takk! "), "for whoever reads the phone: nobody is named"


@pytest.mark.slow
def test_who_said_stop_gets_no_acknowledgement(outbound: Outbound) -> None:
    invited(outbound).writes("STOP")
    outbound.writes(UNCLEAR)
    assert outbound.owed(occasion="passed_on") == []


def test_a_held_network_does_not_acknowledge_later(outbound: Outbound) -> None:
    invited(outbound).network(sending="held")
    outbound.writes(UNCLEAR)
    assert outbound.owed(occasion="passed_on") == []


@pytest.mark.slow
def test_who_writes_when_the_event_is_over_is_acknowledged_too(outbound: Outbound) -> None:
    invited(outbound).clock.set(START.replace(day=10))
    outbound.writes("takk for sist, det var hyggelig")
    assert outbound.states(occasion="passed_on") == [("passed_on", "sms", "sent")]


def test_a_reply_that_is_understood_gets_no_acknowledgement(outbound: Outbound) -> None:
    invited(outbound).writes("ja")
    assert outbound.owed(occasion="passed_on") == []
