"""What people read: right in each language, neutral, short, and never what somebody else smuggled in."""

import email
import email.policy
import re
from typing import Any

import pytest
from babel.messages.pofile import read_po
from icalendar import Calendar

from services.notifications import texts
from services.notifications.channels.mime import SLOT
from services.notifications.channels.sms_parts import parts
from services.notifications.occasions import OCCASIONS
from services.notifications.reply_meaning import meaning_of
from services.notifications.reply_words import Sense
from services.notifications.texts import Flags
from shared.translations import languages
from tests.services.notifications.outbound import AMINA, SARA, START, Outbound
from tests.support.corpus import first

HOSTILE = ["{link}", "{{7*7}}", "{event.__class__}", "%(link)s", "{{ _('x') }}", "<b>x</b>", "a\r\nBcc: x@example.org"]
EVERYTHING = Flags(
    open=True, details=True, place=True, intro=True, contact=True, digits=True, several=True, line=True, until=True
)


def mails(outbound: Outbound) -> list[Any]:
    return [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in outbound.post.taken]


def calendar_of(mail: Any) -> Any:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part, Calendar.from_ical(part.get_payload(decode=True).decode())


def test_the_languages_are_those_promised() -> None:
    promised = "nb sv da nl en ar fa prs ps so ti am uk ru tr fr es pl ku"
    assert languages(texts.CATALOGUES) == set(promised.split())


@pytest.mark.parametrize("language", sorted(languages(texts.CATALOGUES)))
def test_the_words_by_which_she_may_answer_are_understood(language: str) -> None:
    """An answer of one of the words that the text itself names means what the text says it means."""
    said = texts.say(language, "Answer YES or NO, or here: {link}")
    senses = {meaning_of(word, [language]).sense for word in re.findall(r"\w+", said.replace("{link}", ""))}
    assert {Sense.YES, Sense.NO} <= senses, said


@pytest.mark.parametrize("language", sorted(languages(texts.CATALOGUES) - {"en"}))
def test_every_sentence_is_translated_with_the_same_slots(language: str) -> None:
    with (texts.CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file)
    said = {message.id: message.string for message in catalogue if message.id}
    assert set(_sentences()) == set(said)
    for source, translated in said.items():
        assert translated, source
        assert sorted(SLOT.findall(source)) == sorted(SLOT.findall(translated)), source


@pytest.mark.parametrize("language", ["nb", "en", "ar"])
@pytest.mark.parametrize("occasion", sorted(OCCASIONS))
@pytest.mark.parametrize("flags", [Flags(), EVERYTHING, Flags(seated=True, reason="over")])
@pytest.mark.slow
def test_every_occasion_can_be_told_in_every_language(occasion: str, language: str, flags: Flags) -> None:
    assert texts.sms(occasion, language, flags)
    if OCCASIONS[occasion].channels != ("sms",):
        text, html = texts.body(occasion, language, flags)
        assert "{link}" in text
        assert 'dir="rtl"' in html if language == "ar" else 'dir="ltr"' in html
        assert texts.subject(occasion, language, flags)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "tirsdag 9. mars kl. 17.00"),
        ("en", "Tuesday 9 March at 17:00"),
        ("ar", "يوم الثلاثاء 9 مارس الساعة 17:00"),
    ],
)
def test_a_date_is_said_as_people_say_it_by_the_clock_of_the_place(language: str, said: str) -> None:
    assert texts.when(START, "Europe/Oslo", language) == said


@pytest.mark.parametrize(("language", "most"), [("nb", 2), pytest.param("en", 2, marks=pytest.mark.slow), ("ar", 3)])
def test_an_invitation_is_short(outbound: Outbound, language: str, most: int) -> None:
    outbound.ready_to_invite()
    outbound.person(language=language)
    outbound.event(name="evt_2")
    outbound.invite()
    outbound.invite(event="evt_2")
    first, plain = outbound.texts()
    assert parts(plain).count <= most
    assert ("STOP" in first, "STOP" in plain) == (True, False)
    assert parts(first).encoding == ("UCS-2" if language == "ar" else "GSM-7")


@pytest.mark.parametrize(("language", "mark"), [("nb", ""), ("ar", "\u200e")])
def test_a_phone_number_keeps_its_plus_in_front(outbound: Outbound, language: str, mark: str) -> None:
    outbound.ready_to_invite()
    outbound.person(language=language)
    outbound.invite()
    assert f" {mark}+" in outbound.texts()[0]


def test_the_first_norwegian_text_with_who_why_and_how_to_stop_is_two_parts(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    assert parts(outbound.texts()[0]).count == 2


@pytest.mark.parametrize("language", ["nb", "en", "ar"])
@pytest.mark.parametrize("flags", [Flags(), EVERYTHING, Flags(seated=True, digits=True)])
def test_a_link_stands_alone_on_the_last_line(language: str, flags: Flags) -> None:
    linked = [text for name in OCCASIONS if "{link}" in (text := texts.sms(name, language, flags))]
    assert len(linked) >= 10
    assert {text.split("\n")[-1] for text in linked} == {"{link}"}


@pytest.mark.slow
def test_neutral_wording_says_neither_title_nor_place(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    (mail,) = mails(outbound)
    _, calendar = calendar_of(mail)
    everything = outbound.texts()[0] + mail.as_string() + calendar.to_ical().decode() + _words(mail)
    assert "helse" not in everything
    assert "Biblioteket" not in everything
    assert mail["Subject"] == "Kvinnenett"


@pytest.mark.slow
def test_open_wording_says_what_it_is_about_unless_she_is_discreet(outbound: Outbound) -> None:
    outbound.ready_to_invite(wording="open")
    outbound.person("sara", "+447700900002", discreet=True)
    outbound.invite("amina", "sara")
    hers, saras = mails(outbound)
    assert hers["Subject"] == "Kvinner og helse, tirsdag 9. mars kl. 17.00"
    assert saras["Subject"] == "Kvinnenett"
    _, calendar = calendar_of(hers)
    (event,) = calendar.walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("Kvinner og helse", "Biblioteket, Storgata 1")


def test_the_calendar_file_asks_for_an_answer_from_one_person(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    part, calendar = calendar_of(mails(outbound)[0])
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == ("evt_1@samling.example.org", 0)
    assert event["DTSTART"].dt == START
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]
    assert event["ATTENDEE"] == "mailto:amina@example.org"
    assert (event["ATTENDEE"].params["PARTSTAT"], event["ATTENDEE"].params["RSVP"]) == ("NEEDS-ACTION", "FALSE")
    assert str(event["ORGANIZER"]).startswith("mailto:reply+")
    assert str(event["ORGANIZER"]).endswith("@svar.example.org")
    assert mails(outbound)[0]["Reply-To"] == str(event["ORGANIZER"]).removeprefix("mailto:")
    assert not any(part.errors for part in calendar.walk())


@pytest.mark.slow
def test_the_calendar_follows_a_yes_a_move_and_a_cancellation(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    outbound.move(START.replace(day=16), 1)
    outbound.cancel(2)
    seen = []
    for mail in mails(outbound):
        _, calendar = calendar_of(mail)
        (event,) = calendar.walk("VEVENT")
        seen.append((str(calendar["METHOD"]), int(event["SEQUENCE"]), str(event["ATTENDEE"].params["PARTSTAT"])))
    assert seen == [
        ("REQUEST", 0, "NEEDS-ACTION"),
        ("REQUEST", 0, "ACCEPTED"),
        ("REQUEST", 1, "ACCEPTED"),
        ("CANCEL", 2, "NEEDS-ACTION"),
    ]


@pytest.mark.slow
def test_a_mail_can_be_stopped_with_one_click(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    (mail,) = mails(outbound)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].endswith("/stop>")
    assert "/p/" in mail["List-Unsubscribe"]


@pytest.mark.parametrize("name", first(2, HOSTILE))
@pytest.mark.slow
def test_what_people_wrote_is_printed_as_they_wrote_it(outbound: Outbound, name: str) -> None:
    outbound.ready_to_invite(wording="open")
    outbound.event(title={"nb": name}, place={"name": name, "address": None})
    outbound.person(name=name, call_name=name)
    outbound.invite()
    outbound.registered()
    shown = " ".join(name.split())
    assert f"Du er invitert til {shown}, tirsdag" in outbound.texts()[0]
    assert f"Tema: {shown}. Sted: {shown}." in outbound.texts()[1]
    for mail in mails(outbound):
        assert f"Hei, {shown}!" in _words(mail)
        assert mail.get_all("Bcc") is None
        assert mail["To"].addresses[0].addr_spec == "amina@example.org"
        _, calendar = calendar_of(mail)
        (event,) = calendar.walk("VEVENT")
        assert str(event["SUMMARY"]) == shown


@pytest.mark.parametrize(
    ("language", "says", "most"),
    [
        ("nb", "Kvinnenett: Sara, du er invitert tirsdag 9. mars kl. 17.00.", 2),
        ("en", "Kvinnenett: Sara, you are invited on Tuesday 9 March at 17:00.", 2),
        ("ar", "\u200fKvinnenett: Sara، ندعوكم للحضور يوم الثلاثاء 9 مارس الساعة 17:00.", 3),
    ],
)
@pytest.mark.slow
def test_on_a_shared_phone_a_text_says_whose_it_is(outbound: Outbound, language: str, says: str, most: int) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", language=language)
    outbound.event(name="evt_2")
    outbound.invite("amina", "sara")
    outbound.invite("sara", event="evt_2")
    assert outbound.texts()[0].startswith("Kvinnenett: Amina, du er invitert ")
    assert all(text.startswith(says) for text in outbound.texts()[1:])
    assert parts(outbound.texts()[2]).count <= most


def test_nobody_is_named_on_a_phone_of_her_own(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", SARA)
    outbound.invite("amina", "sara")
    for phone in (AMINA, SARA):
        assert outbound.texts(phone)[0].startswith("Kvinnenett: Du er invitert ")


def test_a_text_about_the_phone_names_nobody_who_shares_it(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person("sara")
    outbound.invite("amina", "sara")
    outbound.writes("STOP")
    assert outbound.texts()[-1].startswith("Kvinnenett: Du får ikke flere meldinger.")


def test_who_speaks_another_language_is_told_in_one_of_the_network(outbound: Outbound) -> None:
    outbound.ready_to_invite(languages=["en"])
    outbound.person(language="fi")
    outbound.invite()
    assert "You are invited on Tuesday 9 March at 17:00." in outbound.texts()[0]


@pytest.mark.slow
def test_the_question_which_one_is_one_line_per_choice(outbound: Outbound) -> None:
    from services.notifications.invitation import Invitation
    from services.notifications.operations.write_back import ask_which
    from services.notifications.told_invitation import told_on

    outbound.ready_to_invite()
    outbound.event(name="evt_2", starts_at=START.replace(day=11))
    outbound.invite()
    outbound.invite(event="evt_2")
    with outbound.transaction() as tx:
        told = told_on(tx, "+447700900001")
        assert [tx.get_one(Invitation, one.invitation.id).yes_digit for one in told] == [1, 3]
        assert ask_which(tx, "rpl_1", "+447700900001", told)
    outbound.settle()
    assert outbound.texts()[-1].split("\n") == [
        "Hvilken mener du? Svar med ett av disse tallene.",
        "tirsdag 9. mars kl. 17.00: 1 for ja, 2 for nei.",
        "torsdag 11. mars kl. 17.00: 3 for ja, 4 for nei.",
    ]


def _words(mail: Any) -> str:
    plain = mail.get_body(("plain",))
    return str(plain.get_content())


def _sentences() -> set[str]:
    import re

    sources = [*(texts.HERE / "templates").rglob("*.txt"), *(texts.HERE / "templates").rglob("*.html")]
    found = {
        words
        for source in sources
        for words in re.findall(r'_\("((?:[^"\\]|\\.)*)"\)', source.read_text(encoding="utf-8"))
    }
    return found | {
        "EEEE d MMMM 'at' HH:mm",
        "{signature}: {call_name},",
        "{when}: {yes} for yes, {no} for no.",
        "{call_name}, {when}: {yes} for yes, {no} for no.",
    }
