"""An organiser reads what needs a person, and records what she read."""

from typing import Any

import pytest

from shared.contracts.notifications import ANSWER_RECEIVED
from tests.services.notifications.phone_line import AMINA, SARA, PhoneLine
from tests.services.notifications.small_app import api_of

BASE = "/api/notifications/v1"


@pytest.fixture(autouse=True)
def invited(line: PhoneLine) -> None:
    line.network()
    line.invited(line.person("amina"), line.event("evt_1"))
    line.invited(line.person("sara", SARA), "evt_1")


def resolved(line: PhoneLine, reply_id: str, body: dict[str, Any], **who: Any) -> Any:
    return api_of(line, **who).post(f"{BASE}/replies/{reply_id}/resolve", json=body)


def test_only_what_needs_a_person_is_listed_with_its_words(line: PhoneLine) -> None:
    line.writes("ja")
    unclear = line.writes("kan jeg ta med barna?")
    (item,) = api_of(line).get(f"{BASE}/replies").json["items"]
    assert (item["id"], item["from"], item["body"]) == (unclear.id, AMINA, "kan jeg ta med barna?")


def test_the_list_goes_on_by_key(line: PhoneLine) -> None:
    ids = [line.writes(f"spørsmål nummer {number}?").id for number in "abc"]
    first = api_of(line).get(f"{BASE}/replies?limit=2").json
    second = api_of(line).get(f"{BASE}/replies?limit=2&cursor={first['next']}").json
    assert [item["id"] for item in first["items"] + second["items"]] == ids
    assert second["next"] is None


def test_a_page_says_how_many_wait_on_all_pages(line: PhoneLine) -> None:
    for number in "abc":
        line.writes(f"spørsmål nummer {number}?")
    assert api_of(line).get(f"{BASE}/replies?limit=1").json["waiting"] == 3
    assert api_of(line, organisation="other").get(f"{BASE}/replies").json["waiting"] == 0
    assert api_of(line, network="net_other").get(f"{BASE}/replies").json["waiting"] == 0


def test_what_was_resolved_lately_is_listed_the_newest_first(line: PhoneLine) -> None:
    ids = [line.writes(f"spørsmål nummer {number}?").id for number in "ab"]
    line.writes("hva skjer?")
    for reply_id in ids:
        assert resolved(line, reply_id, {}).status == 200
    page = api_of(line).get(f"{BASE}/replies?state=resolved").json
    assert [item["id"] for item in page["items"]] == ids[::-1]
    assert [item["body"] for item in page["items"]] == [None, None]
    assert page["waiting"] == 1
    line.later(days=31)
    assert api_of(line).get(f"{BASE}/replies?state=resolved").json["items"] == []
    assert api_of(line).get(f"{BASE}/replies?state=understood").status == 422


def test_one_reply_shows_what_it_may_be_about(line: PhoneLine) -> None:
    reply = line.writes("jeg kommer kanskje senere")
    (about,) = api_of(line).get(f"{BASE}/replies/{reply.id}").json["invitations"]
    assert (about["invitation_id"], about["call_name"], about["open"]) == ("inv_amina_evt_1", "Amina", True)


def test_the_answer_is_recorded_as_of_when_she_wrote_it(line: PhoneLine) -> None:
    reply = line.writes("det passer fint for meg")
    line.later(hours=3)
    answer = resolved(line, reply.id, {"invitation_id": "inv_amina_evt_1", "answer": "accepted", "note": "clear"})
    assert (answer.status, answer.json["state"], answer.json["body"]) == (200, "resolved", None)
    assert answer.json["resolved_by"] == "organiser:usr_1"
    (said,) = line.said(ANSWER_RECEIVED)
    assert (said["invitation_id"], said["answer"], said["told_at"]) == (
        "inv_amina_evt_1",
        "accepted",
        reply.received_at,
    )
    assert api_of(line).get(f"{BASE}/replies").json["items"] == []


def test_a_reply_can_be_closed_without_an_answer_once(line: PhoneLine) -> None:
    reply = line.writes("takk for sist")
    assert resolved(line, reply.id, {}).status == 200
    assert resolved(line, reply.id, {}).status == 409
    assert line.answers() == []


@pytest.mark.parametrize(
    "body",
    [
        {"answer": "accepted"},
        {"invitation_id": "inv_amina_evt_1"},
        {"invitation_id": "inv_sara_evt_1", "answer": "accepted"},
        {"invitation_id": "inv_nobody", "answer": "accepted"},
        {"invitation_id": "inv_amina_evt_1", "answer": "yes"},
        {"surprise": 1},
    ],
)
def test_a_wrong_resolution_changes_nothing(line: PhoneLine, body: dict[str, Any]) -> None:
    reply = line.writes("hmm hmm hmm hva nå")
    assert resolved(line, reply.id, body).status == 422
    assert line.answers() == []
    assert line.reply(reply.provider_id).state == "needs_person"


def test_an_understood_reply_needs_nobody(line: PhoneLine) -> None:
    reply = line.writes("ja")
    assert resolved(line, reply.id, {}).status == 409


def test_another_organisation_or_network_sees_nothing(line: PhoneLine) -> None:
    reply = line.writes("hva skjer?")
    for who in ({"organisation": "other"}, {"network": "net_other"}):
        assert api_of(line, **who).get(f"{BASE}/replies").json["items"] == []
        assert api_of(line, **who).get(f"{BASE}/replies/{reply.id}").status == 404
        assert resolved(line, reply.id, {}, **who).status == 404
    assert api_of(line, network="net_1").get(f"{BASE}/replies/{reply.id}").status == 200


def test_of_two_networks_each_sees_and_answers_what_is_its_own(line: PhoneLine) -> None:
    line.network("net_2")
    line.invited("prt_amina", line.event("evt_2", network="net_2"))
    reply = line.writes("hva skjer?")
    for network, own, others in (("net_1", "evt_1", "evt_2"), ("net_2", "evt_2", "evt_1")):
        (about,) = api_of(line, network=network).get(f"{BASE}/replies/{reply.id}").json["invitations"]
        assert about["invitation_id"] == f"inv_amina_{own}"
        body = {"invitation_id": f"inv_amina_{others}", "answer": "accepted"}
        assert resolved(line, reply.id, body, network=network).status == 422
    assert line.answers() == []


def test_who_only_reads_does_not_read_what_people_wrote(line: PhoneLine) -> None:
    assert api_of(line, "reader").get(f"{BASE}/replies").status == 403
