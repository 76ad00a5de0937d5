"""What an erased person wrote is forgotten; what others on her phone wrote is not."""

from services.notifications.operations.forget_replies import forget_replies
from tests.services.notifications.phone_line import AMINA, PhoneLine


def forget(line: PhoneLine, person: str) -> None:
    with line.transaction() as tx:
        forget_replies(tx, person)


def test_neither_number_nor_words_of_an_erased_person_stay(line: PhoneLine) -> None:
    line.network()
    line.invited(line.person("amina"), line.event("evt_1"))
    understood, unclear = line.writes("ja"), line.writes("jeg er syk i dag")
    line.writes("STOP")
    forget(line, "prt_amina")
    for reply in (understood, unclear):
        now = line.reply(reply.provider_id)
        assert (now.from_contact, now.body, now.meaning) == ("", None, None)
    assert line.standing() == [("demo", "net_1", "stop")], "her number is still not written to"


def test_on_a_shared_phone_only_what_answered_her_invitation_is_forgotten(line: PhoneLine) -> None:
    line.network()
    event = line.event("evt_1")
    line.invited(line.person("amina"), event)
    line.invited(line.person("sara"), event)
    hers, other, question = line.writes("1"), line.writes("3"), line.writes("ja")
    (asked,) = line.owed("which")
    with line.transaction() as tx:
        row = tx.merge(asked)
        row.state, row.due_at = "sent", None
    forget(line, "prt_amina")
    assert [line.reply(reply.provider_id).from_contact for reply in (hers, other, question)] == ["", AMINA, AMINA]
    assert line.owed("which")[0].data == {}
