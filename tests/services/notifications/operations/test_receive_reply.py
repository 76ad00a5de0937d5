"""A reply from a phone lands on the right person and date, or raises one clear question."""

from sqlalchemy import func, select

from services.notifications.invitation import Invitation
from services.notifications.operations.receive_reply import receive_reply
from services.notifications.reply import Reply
from tests.services.notifications.phone_line import AMINA, LINE, SARA, PhoneLine


def one_invited(line: PhoneLine) -> str:
    line.network()
    return line.invited(line.person("amina"), line.event("evt_1"))


def two_dates(line: PhoneLine) -> tuple[str, str]:
    line.network()
    amina = line.person("amina")
    return line.invited(amina, line.event("evt_1")), line.invited(amina, line.event("evt_2", days=14))


def two_people(line: PhoneLine) -> tuple[str, str]:
    line.network()
    event = line.event("evt_1")
    return line.invited(line.person("amina"), event), line.invited(line.person("sara", language="ar"), event)


def test_a_word_answers_the_only_open_invitation(line: PhoneLine) -> None:
    invitation = one_invited(line)
    for body in ["ja", "نعم", "yes please"]:
        assert line.writes(body).state == "understood"
    line.writes("tak nej")
    line.writes("Kanskje")
    assert line.answers() == [(invitation, "accepted", None)] * 3 + [
        (invitation, "declined", None),
        (invitation, "tentative", None),
    ]


def test_a_digit_answers_and_a_number_after_a_word_is_the_party(line: PhoneLine) -> None:
    invitation = one_invited(line)
    for body in ["1", "٢", "ja 3", "2 nei", "nei 2"]:
        line.writes(body)
    assert line.answers() == [
        (invitation, "accepted", None),
        (invitation, "declined", None),
        (invitation, "accepted", 3),
        (invitation, "declined", None),
        (invitation, "declined", None),
    ]


def test_what_contradicts_itself_needs_a_person(line: PhoneLine) -> None:
    one_invited(line)
    for body in ["1 nei", "2 ja", "ja 11", "ja 0", "nei 4", "kanskje?", "jeg kommer kanskje litt senere"]:
        assert line.writes(body).state == "needs_person", body
    assert line.answers() == []


def test_the_same_text_delivered_again_changes_nothing(line: PhoneLine) -> None:
    invitation = one_invited(line)
    for _ in range(3):
        line.writes("ja", provider_id="SM_same")
    assert line.answers() == [(invitation, "accepted", None)]


def test_without_the_providers_id_a_repeat_would_answer_again(line: PhoneLine) -> None:
    one_invited(line)
    for provider_id in ("SM_a", "SM_b", "SM_c"):
        line.writes("ja", provider_id=provider_id)
    assert len(line.answers()) == 3


def test_an_unknown_number_has_no_effect_and_leaves_neither_number_nor_words(line: PhoneLine) -> None:
    one_invited(line)
    reply = line.writes("ja, this is 12 Example Street", SARA)
    assert (reply.state, reply.organisation, reply.from_contact, reply.body) == ("ignored", "*", "", None)
    line.writes("STOP", SARA)
    assert (line.answers(), line.standing(), line.owed("stopped")) == ([], [], [])


def test_the_words_of_an_understood_reply_are_not_kept(line: PhoneLine) -> None:
    one_invited(line)
    assert line.writes("ja").body is None
    assert line.writes("kan jeg ta med barna").body == "kan jeg ta med barna"


def test_told_at_is_our_clock_when_it_came(line: PhoneLine) -> None:
    one_invited(line)
    line.later(hours=1)
    assert line.writes("ja").received_at == line.clock.now()


def test_two_open_dates_have_digits_of_their_own(line: PhoneLine) -> None:
    first, second = two_dates(line)
    line.writes("3")
    line.writes("2")
    assert line.answers() == [(second, "accepted", None), (first, "declined", None)]


def test_a_word_with_two_open_dates_raises_one_clear_question(line: PhoneLine) -> None:
    first, second = two_dates(line)
    assert line.writes("ja").state == "asked"
    (question,) = line.owed("which")
    assert [(choice["invitation_id"], choice["yes"], choice["call_name"]) for choice in question.data["choices"]] == [
        (first, 1, None),
        (second, 3, None),
    ]
    assert line.answers() == []
    assert line.writes("ja").state == "needs_person", "asked just now: nothing more is sent, and it is not lost"
    assert line.writes("ja 3").state == "needs_person", "three people, or the second date"
    assert len(line.owed("which")) == 1
    line.later(minutes=11)
    line.writes("ja")
    assert len(line.owed("which")) == 2
    line.writes("3 = ja")
    assert line.answers() == [(second, "accepted", None)]


def test_one_open_date_beside_one_that_is_over_or_cancelled_is_not_doubtful(line: PhoneLine) -> None:
    _, second = two_dates(line)
    line.cancel("evt_1")
    line.writes("ja")
    assert line.answers() == [(second, "accepted", None)]


def test_a_date_she_was_not_told_of_yet_makes_nothing_doubtful(line: PhoneLine) -> None:
    first, second = two_dates(line)
    with line.transaction() as tx:
        tx.get_one(Invitation, second).first_told_at = None
    line.writes("ja")
    assert line.answers() == [(first, "accepted", None)]
    line.sent(second, state="sending", sent_at=None, sending_since=line.clock.now())
    assert line.writes("ja").state == "asked", "it may have reached her"


def test_two_people_on_one_phone_are_told_apart_by_name(line: PhoneLine) -> None:
    amina, sara = two_people(line)
    assert line.writes("نعم").state == "asked"
    (question,) = line.owed("which")
    assert [(choice["invitation_id"], choice["call_name"]) for choice in question.data["choices"]] == [
        (amina, "Amina"),
        (sara, "Sara"),
    ]
    line.writes("1")
    line.writes("4")
    assert line.answers() == [(amina, "accepted", None), (sara, "declined", None)]


def test_digits_differ_over_organisations_that_share_the_line(line: PhoneLine) -> None:
    line.network()
    line.network("net_2", organisation="other")
    mine = line.invited(line.person("amina"), line.event("evt_1"))
    amina = line.person("amina_o", organisation="other")
    theirs = line.invited(amina, line.event("evt_9", network="net_2", organisation="other"))
    line.writes("3")
    line.writes("1")
    assert line.answers() == [(theirs, "accepted", None), (mine, "accepted", None)]


def test_a_digit_stays_with_its_event_for_a_day_after_it(line: PhoneLine) -> None:
    line.network()
    amina = line.person("amina")
    first = line.invited(amina, line.event("evt_1", days=1))
    line.later(days=1, hours=5)
    second = line.invited(amina, line.event("evt_2", days=9))
    line.writes("1")
    assert line.answers() == [(first, "accepted", None)], "refused there, and she is told"
    line.later(days=1)
    third = line.invited(amina, line.event("evt_3", days=10))
    with line.read() as tx:
        assert [tx.get_one(Invitation, key).yes_digit for key in (second, third)] == [3, 1]


def test_a_digit_that_nothing_has_is_asked_about(line: PhoneLine) -> None:
    one_invited(line)
    assert line.writes("7").state == "asked"


def test_where_is_told_by_sms_unless_she_is_discreet_or_protected(line: PhoneLine) -> None:
    one_invited(line)
    for body in ["?", "hvor", "أين؟", "where?"]:
        assert line.writes(body).state == "understood"
    assert [row.invitation_id for row in line.owed("details")] == ["inv_amina_evt_1"], "once in ten minutes"
    for name, phone, flag in [("sara", SARA, "discreet"), ("huda", "+447700900003", "protected")]:
        line.invited(line.person(name, phone, **{flag: True}), "evt_1")
        assert line.writes("hvor", phone).state == "needs_person"
    assert len(line.owed("details")) == 1


def test_hostile_texts_are_kept_short_and_clean_for_a_person(line: PhoneLine) -> None:
    one_invited(line)
    for body in ["x" * 10_000, "\x00\x01ja\x00nei", "\u202eja\u202d nei", "'; DROP TABLE replies; --", "\ud800"]:
        reply = line.writes(body)
        assert reply.state == "needs_person"
        assert reply.body is not None
        assert len(reply.body) <= 1600
        assert "\x00" not in reply.body
    assert line.answers() == []


def test_an_empty_sender_is_nobody(line: PhoneLine) -> None:
    line.network()
    line.person("amina", None)
    assert line.writes("ja", "").state == "ignored"


def test_a_reply_that_came_by_webhook_and_by_list_is_stored_once(line: PhoneLine) -> None:
    one_invited(line)
    with line.transaction() as tx:
        said = {"channel": "sms", "provider_id": "SM_1", "from_": AMINA, "to": LINE, "body": "ja", "told_at": tx.now}
        assert receive_reply(tx, **said)
        assert not receive_reply(tx, **said)
        assert tx.scalar(select(func.count()).select_from(Reply)) == 1
