"""STOP stops what it answers, a second one all; only she lifts it, and consent lifts only consent."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from services.notifications.known_consent import KnownConsent
from services.notifications.notification import Notification
from services.notifications.operations.follow_consent import follow_consent, keep_in_step
from services.notifications.operations.follow_recipient import erase_recipient
from services.notifications.recipient import Recipient
from services.notifications.suppression import Suppression, is_suppressed
from shared.contracts.notifications import CONTACT_SUPPRESSED
from shared.contracts.registrations import CONSENT_CHANGED, PARTICIPANT_ERASED
from shared.message import Message
from tests.services.notifications.phone_line import AMINA, SARA, PhoneLine
from tests.support.corpus import first

WORDS = ["STOP", "Stopp!", "SLUTT.", "AFMELD!!", "afmelden", "توقف", "توقف!", "ودروه", "jooji", "ደው።", "አቁም።", "СТОП!"]
WORDS += ["відписатися", "dur!", "ARRÊT", "baja.", "koniec…", "rawestîne", "«stopp»"]


def invited_by_two_networks(line: PhoneLine) -> tuple[str, str]:
    line.network()
    line.network("net_2")
    amina = line.person("amina")
    first = line.invited(amina, line.event("evt_1"))
    line.later(minutes=1)
    return first, line.invited(amina, line.event("evt_2", days=9, network="net_2"))


def suppressed(line: PhoneLine, network: str, *, channel: str = "sms", contact: str = AMINA) -> bool:
    with line.read() as tx:
        return is_suppressed(tx, channel, contact, network)


def state_of(line: PhoneLine, notification_id: str) -> str:
    with line.read() as tx:
        return tx.get_one(Notification, notification_id).state


@pytest.mark.parametrize("word", first(4, WORDS))
@pytest.mark.slow
def test_stop_in_any_language_stops_the_network_it_answers(line: PhoneLine, word: str) -> None:
    invited_by_two_networks(line)
    assert line.writes(word).state == "understood"
    assert line.standing() == [("demo", "net_2", "stop")]
    assert (suppressed(line, "net_2"), suppressed(line, "net_1")) == (True, False)
    assert not suppressed(line, "net_2", channel="email", contact="amina@example.org")


def test_a_sentence_with_stop_in_it_stops_nothing(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    assert line.writes("stopper bussen i nærheten? stopp").state == "needs_person"
    assert line.standing() == []


def test_a_second_stop_within_a_day_or_stop_all_stops_everyone(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.writes("STOP")
    line.later(hours=23)
    line.writes("STOP")
    assert line.standing() == [("demo", "net_2", "stop"), ("*", None, "stop")]
    line.network("net_new", organisation="another")
    assert suppressed(line, "net_new"), "who adds this number later is stopped too"


def test_stop_all_at_once(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.writes("STOPP ALT")
    assert line.standing() == [("*", None, "stop")]
    assert len(line.owed("stopped")) == 1


def test_a_second_stop_after_a_day_is_about_what_it_answers(line: PhoneLine) -> None:
    first, _ = invited_by_two_networks(line)
    line.writes("STOP")
    line.later(hours=25)
    line.sent(first)
    line.writes("STOP")
    assert line.standing() == [("demo", "net_2", "stop"), ("demo", "net_1", "stop")]


def test_what_waits_for_her_is_suppressed_at_once_and_nothing_else(line: PhoneLine) -> None:
    _, second = invited_by_two_networks(line)
    other = line.invited(line.person("sara", SARA), "evt_2")
    waiting = {"state": "queued", "provider_id": None, "sent_at": None, "due_at": line.clock.now()}
    hers = line.sent(second, **waiting)
    held = line.sent(second, **waiting | {"state": "held", "due_at": None})
    mail = line.sent(second, **waiting, channel="email")
    sending = line.sent(second, **waiting | {"state": "sending"})
    of_sara = line.sent(other, **waiting)
    line.writes("STOP")
    assert [state_of(line, key) for key in (hers, held, mail, sending, of_sara)] == [
        "suppressed",
        "suppressed",
        "queued",
        "sending",
        "queued",
    ]


def test_one_text_confirms_that_it_stopped_although_it_did(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    for provider_id in ("SM_1", "SM_1", "SM_1"):
        line.writes("STOP", provider_id=provider_id)
    (confirmation,) = line.owed("stopped")
    assert (confirmation.state, confirmation.network_id) == ("queued", "net_2")


def test_the_other_services_hear_of_stop_and_start(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.person("sara", AMINA)
    line.writes("STOP")
    line.writes("START")
    heard = [
        (said["participant_id"], said["network_id"], said["suppressed"], said["reason"])
        for said in line.said(CONTACT_SUPPRESSED)
    ]
    assert heard == [
        ("prt_amina", "net_2", True, "stop"),
        ("prt_sara", "net_2", True, "stop"),
        ("prt_amina", "net_2", False, "start"),
        ("prt_sara", "net_2", False, "start"),
    ]


@pytest.mark.parametrize("word", first(2, ["START", "ابدأ", "ja igjen!", "Ja igen", "شروع", "bilow", "ጀምር", "старт"]))
def test_start_lifts_all_that_she_stopped(line: PhoneLine, word: str) -> None:
    invited_by_two_networks(line)
    line.writes("STOP")
    line.writes("STOP")
    assert line.writes(word).state == "understood"
    assert line.standing() == []


def test_who_never_stopped_and_writes_start_is_read_by_a_person(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    assert line.writes("START").state == "needs_person"


def test_an_answer_still_counts_after_stop(line: PhoneLine) -> None:
    line.network()
    invitation = line.invited(line.person("amina"), line.event("evt_1"))
    line.writes("STOP")
    line.writes("nei")
    assert line.answers() == [(invitation, "declined", None)]


def consent(line: PhoneLine, given: bool, revision: int, *, person: str = "prt_amina", **more: str | None) -> None:
    data = {"id": f"con_{person}", "participant_id": person, "purpose": "invitations", "partner_id": None}
    data |= {"network_id": None, "channel": None, "reference": None, "since": line.clock.now()} | more
    message = Message(
        id=f"msg_{revision}",
        source="/samling/registrations",
        type=CONSENT_CHANGED.type,
        subject=f"con_{person}",
        time=line.clock.now(),
        organisation="demo",
        revision=revision,
        correlationid="msg",
        causationid=None,
        data=data | {"given": given},
    )
    with line.transaction() as tx:
        follow_consent(tx, message)


def test_a_withdrawn_consent_stops_both_channels_and_given_again_it_lifts_them(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    consent(line, False, 2)
    assert suppressed(line, "net_1")
    assert suppressed(line, "net_1", channel="email", contact="amina@example.org")
    consent(line, True, 3)
    assert line.standing() == []
    assert line.said(CONTACT_SUPPRESSED) == [], "who said it need not be told"


def test_consent_never_lifts_a_stop(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.writes("STOP")
    consent(line, False, 2)
    consent(line, True, 3)
    assert line.standing() == [("demo", "net_2", "stop")]


def test_start_does_not_lift_a_withdrawn_consent_but_says_that_she_wants_to_be_told(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    consent(line, False, 2, channel="sms")
    line.writes("START")
    assert line.standing() == [("demo", None, "consent")]
    assert [said["suppressed"] for said in line.said(CONTACT_SUPPRESSED)] == [False]


def test_start_after_two_stops_says_of_the_network_too_that_she_wants_to_be_told(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.writes("STOP")
    consent(line, False, 2, channel="sms", network_id="net_2")  # `registrations` wrote it down
    line.writes("STOP")
    line.writes("START")
    lifted = {said["network_id"] for said in line.said(CONTACT_SUPPRESSED) if not said["suppressed"]}
    assert lifted == {"net_2", None}


def test_an_older_consent_after_a_newer_changes_nothing(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    consent(line, True, 5)
    consent(line, False, 4)
    assert line.standing() == []


def test_consent_to_partners_is_no_business_of_ours(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    consent(line, False, 2, purpose="attendance", partner_id="par_1")
    assert line.standing() == []


def test_a_shared_phone_stays_suppressed_while_one_of_two_has_withdrawn(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.person("sara", AMINA)
    consent(line, False, 2, channel="sms")
    consent(line, False, 2, person="prt_sara", channel="sms")
    consent(line, True, 3, channel="sms")
    assert suppressed(line, "net_1")
    consent(line, True, 3, person="prt_sara", channel="sms")
    assert not suppressed(line, "net_1")


def test_to_erase_one_person_neither_keeps_her_contacts_nor_silences_who_shares_her_phone(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.person("sara", AMINA)
    consent(line, False, 2)  # an erasure withdraws all she agreed to
    assert suppressed(line, "net_1")
    with line.transaction() as tx:
        erase_recipient(tx, erased("prt_amina"))
    assert not suppressed(line, "net_1")
    with line.read() as tx:
        assert tx.scalars(select(Suppression)).all() == []
    consent(line, False, 3)
    assert line.standing() == [], "nor does a withdrawal that comes late"
    with line.read() as tx:
        assert tx.scalars(select(KnownConsent)).all() == []


def test_to_erase_one_person_leaves_the_withdrawal_of_who_shares_her_phone(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.person("sara", AMINA)
    consent(line, False, 2, person="prt_sara")
    consent(line, False, 2)
    with line.transaction() as tx:
        erase_recipient(tx, erased("prt_amina"))
    assert suppressed(line, "net_1")
    assert not suppressed(line, "net_1", channel="email", contact="amina@example.org")


def erased(person: str) -> Message:
    return Message(
        id="msg_erased",
        source="/samling/registrations",
        type=PARTICIPANT_ERASED.type,
        subject=person,
        time=datetime(2026, 1, 1, tzinfo=UTC),
        organisation="demo",
        revision=2**40,
        correlationid="msg",
        causationid=None,
        data={"id": person},
    )


def test_a_withdrawal_follows_her_to_a_new_phone(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    consent(line, False, 2)
    with line.transaction() as tx:
        tx.get_one(Recipient, "prt_amina").phone = SARA
        keep_in_step(tx, "prt_amina")
    assert suppressed(line, "net_1", contact=SARA)


def test_another_organisations_suppression_is_not_ours(line: PhoneLine) -> None:
    invited_by_two_networks(line)
    line.network("net_9", organisation="other")
    consent(line, False, 2)
    assert not suppressed(line, "net_9")
