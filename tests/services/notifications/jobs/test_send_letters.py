"""Staff get the links they ask for by mail: once, in time, and nothing is kept of it afterwards."""

from datetime import timedelta

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.jobs import send_letters
from services.notifications.letter import Letter
from services.notifications.operations.expect_told import expect_told
from services.notifications.reach import INVENTED, World
from tests.services.notifications.letters import INGRID, LINK, asked, at_rest, kept, mails, words
from tests.services.notifications.outbound import AMINA, Outbound


def is_forgotten(letter: Letter) -> bool:
    return letter.contact is None and letter.data is None and letter.due_at is None


def balanced(outbound: Outbound) -> dict[str, int]:
    """The book of letters, once it balances."""
    answer = outbound.call("GET", "/audit", role="operator", organisation="*").json
    (book,) = [book for book in answer["books"] if book["name"] == "letters"]  # type: ignore[index]
    assert book["owed"] == sum(book["found"].values())
    return dict(book["found"])


def test_a_link_to_sign_in_is_mailed_and_its_letter_forgotten(outbound: Outbound) -> None:
    asked(outbound)
    (mail,) = mails(outbound)
    assert (mail["To"].addresses[0].addr_spec, mail["Subject"]) == (INGRID, "Sign in to Kvinnenettverket")
    for kind in ("plain", "html"):
        assert LINK in words(mail, kind)
        assert "within ten minutes" in words(mail, kind)
        assert "do nothing" in words(mail, kind)
    letter = kept(outbound)
    assert (letter.state, letter.possibly_twice) == ("sent", False)
    assert is_forgotten(letter)
    assert balanced(outbound) == {"sent": 1}


def test_a_colleague_reads_who_asks_her_and_for_how_long(outbound: Outbound) -> None:
    asked(outbound, kind="colleague", until=outbound.clock.now() + timedelta(days=7))
    (mail,) = mails(outbound)
    assert mail["Subject"] == "Your access to Kvinnenettverket"
    assert LINK in words(mail)
    assert "within seven days" in words(mail)


def test_a_letter_to_somebody_without_a_name_greets_nobody(outbound: Outbound) -> None:
    asked(outbound, name="")
    assert "Dear" not in words(mails(outbound)[0])


@pytest.mark.parametrize("name", ["{link}", "<b>x</b>", "a\r\nBcc: x@example.org", "=?utf-8?Q?x?="])
def test_a_name_adds_nothing_to_the_mail(outbound: Outbound, name: str) -> None:
    asked(outbound, name=name, organisation_name=name)
    (mail,) = mails(outbound)
    assert mail["Bcc"] is None
    assert words(mail).count("/sign-in/") == 1
    assert "<b>" not in words(mail, "html")


def test_the_same_letter_asked_for_twice_is_sent_once(outbound: Outbound) -> None:
    asked(outbound)
    asked(outbound)
    assert len(outbound.post.taken) == 1


def test_a_server_that_is_away_gets_it_later(outbound: Outbound) -> None:
    outbound.post.answers = [Outcome(Kind.LATER, code="no connection")] * 3
    asked(outbound)
    assert kept(outbound).state == "queued"
    for _ in range(3):
        outbound.later(minutes=1)
    assert len(outbound.post.taken) == 1
    assert kept(outbound).state == "sent"


def test_a_letter_whose_link_is_good_no_more_is_not_sent(outbound: Outbound) -> None:
    outbound.post.answers = [Outcome(Kind.LATER, code="no connection")] * 99
    asked(outbound)
    outbound.post.answers = []
    outbound.clock.advance(timedelta(minutes=11))
    outbound.settle()
    letter = kept(outbound)
    assert (outbound.post.taken, letter.state) == ([], "expired")
    assert is_forgotten(letter)
    assert balanced(outbound) == {"expired": 1}


def test_a_letter_that_is_heard_of_too_late_is_not_sent(outbound: Outbound) -> None:
    asked(outbound, until=outbound.clock.now())
    assert (outbound.post.taken, kept(outbound).state, kept(outbound).contact) == ([], "expired", None)


def test_an_address_that_does_not_exist_fails_and_is_forgotten(outbound: Outbound) -> None:
    outbound.post.answers = [Outcome(Kind.REFUSED, code="550")]
    asked(outbound)
    letter = kept(outbound)
    assert (letter.state, letter.reason) == ("failed", "refused 550")
    assert is_forgotten(letter)


def test_an_address_that_cannot_be_written_to_fails_and_keeps_back_no_other(outbound: Outbound) -> None:
    asked(outbound, contact="å@example.org")
    asked(outbound, "ltr_2", link_id="lnk_2")
    assert (kept(outbound).reason, kept(outbound, "ltr_2").state) == ("cannot be written", "sent")


def test_a_connection_lost_after_the_content_is_repeated_once_the_same_to_the_byte(outbound: Outbound) -> None:
    outbound.post.answers = [Outcome(Kind.UNKNOWN, code="connection lost")] * 5
    asked(outbound)
    for _ in range(4):
        outbound.later(minutes=1)
    first, second = outbound.post.taken
    assert first == second
    assert (kept(outbound).state, kept(outbound).reason) == ("failed", "outcome unknown")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "sent", "twice"),
    [("send.after_claim", 1, True), ("send.after_accept", 2, True), ("send.after_record", 1, False)],
)
def test_a_crash_loses_no_mail_and_marks_what_may_have_come_twice(
    outbound: Outbound, point: str, sent: int, twice: bool
) -> None:
    with at_rest(outbound):
        asked(outbound)
    outbound.crash_at(point)
    outbound.settle()  # at once: nobody else can have what the process that died had claimed
    assert (len(outbound.post.taken), len(set(outbound.post.taken))) == (sent, 1)
    assert (kept(outbound).state, kept(outbound).possibly_twice) == ("sent", twice)


def a_text(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    body = {"channel": "sms", "contact": AMINA, "language": "nb", "event_id": "evt_1"}
    assert outbound.call("POST", "/networks/net_1/tests", body).status_code == 201


@pytest.mark.slow
@pytest.mark.parametrize("point", ["send.after_claim", "send.after_accept"])
def test_a_text_whose_outcome_nobody_recorded_is_never_sent_again(outbound: Outbound, point: str) -> None:
    a_text(outbound)
    outbound.crash_at(point)
    outbound.later(minutes=5)
    assert len(outbound.texts()) == (point == "send.after_accept")
    assert balanced(outbound) == {"failed": 1}


def test_twin_a_mail_in_the_same_place_is_sent_again(outbound: Outbound) -> None:
    with at_rest(outbound):
        asked(outbound)
    outbound.crash_at("send.after_accept")
    outbound.later(minutes=5)
    assert len(outbound.post.taken) == 2


def test_a_text_that_the_provider_left_unknown_is_not_repeated(outbound: Outbound) -> None:
    a_text(outbound)
    outbound.telephone.answers = [Outcome(Kind.UNKNOWN, code="no answer")]
    for _ in range(3):
        outbound.later(minutes=1)
    assert len(outbound.texts()) == 1


def test_after_a_restore_no_text_is_sent_that_may_have_been_sent_before(outbound: Outbound) -> None:
    a_text(outbound)
    with outbound.transaction() as tx:
        expect_told(tx, outbound.clock.now() - timedelta(hours=1))
    outbound.settle()
    assert outbound.texts() == []
    assert balanced(outbound) == {"failed": 1}


def test_a_real_provider_gets_no_invented_address(outbound: Outbound) -> None:
    real = World("email", sandbox=False)
    sender = send_letters.LetterSender(
        outbound.service.database, outbound.runtime.chance, real, lambda *_: b"x", outbound.post.send
    )
    outbound.post.answers = [Outcome(Kind.LATER, code="no connection")]
    asked(outbound)
    outbound.clock.advance(timedelta(minutes=1))
    assert sender.run_once(outbound.clock.now()) == 1
    assert (outbound.post.taken, kept(outbound).reason) == ([], INVENTED)


@pytest.mark.slow
def test_where_mail_is_off_a_letter_ends_with_its_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    off = Outbound(tmp_path_factory.mktemp("off"), fakes=False)
    asked(off)
    assert kept(off).state == "queued"
    off.later(minutes=11)
    assert (kept(off).state, is_forgotten(kept(off))) == ("expired", True)
    off.service.close()
