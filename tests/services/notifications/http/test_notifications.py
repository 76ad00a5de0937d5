"""What was sent can be read, and sent again if it had failed; never by another organisation."""

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from tests.services.notifications.outbound import SARA, Outbound


def test_a_list_shows_what_was_sent_with_attempts_and_without_words_or_contacts(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    answer = outbound.call("GET", "/notifications?event_id=evt_1&participant_id=prt_amina&state=sent")
    items = answer.json["items"]  # type: ignore[index]
    assert {item["channel"] for item in items} == {"sms", "email"}
    assert [attempt["outcome"] for attempt in items[0]["attempts"]] == ["accepted"]
    assert "Kvinnenett" not in answer.text
    assert "+4477" not in answer.text
    assert "@example.org" not in answer.text


@pytest.mark.slow
def test_filters_leave_out_the_rest(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    for query in ("event_id=evt_2", "participant_id=prt_sara", "state=failed"):
        assert outbound.call("GET", f"/notifications?{query}").json["items"] == []  # type: ignore[index]
    hers, both = (
        outbound.call("GET", f"/notifications?participant_ids={ids}").json["items"]
        for ids in ("prt_sara", "prt_sara,prt_amina")
    )  # type: ignore[index]
    assert (hers, {item["participant_id"] for item in both}) == ([], {"prt_amina"})
    assert outbound.call("GET", "/notifications?state=odd").status_code == 422
    assert outbound.call("GET", "/notifications?participant_ids=,").status_code == 422


def test_a_page_goes_on_where_the_last_one_ended(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    first = outbound.call("GET", "/notifications?limit=1").json
    second = outbound.call("GET", f"/notifications?limit=1&cursor={first['next']}").json  # type: ignore[index]
    assert first["items"][0]["id"] < second["items"][0]["id"]  # type: ignore[index]
    assert second["next"] is None  # type: ignore[index]


def test_another_organisation_sees_nothing(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    row = outbound.owed()[0]
    assert outbound.call("GET", "/notifications", organisation="other").json["items"] == []  # type: ignore[index]
    assert outbound.call("GET", f"/notifications/{row.id}", organisation="other").status_code == 404
    assert outbound.call("POST", f"/notifications/{row.id}/retry", organisation="other").status_code == 404
    assert outbound.call("GET", f"/notifications/{row.id}", network="net_2").status_code == 404
    assert outbound.call("GET", f"/notifications/{row.id}", network="net_1").status_code == 200


@pytest.mark.slow
def test_what_failed_is_sent_again_once_asked(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person(channels=["sms"])
    outbound.telephone.answers = [Outcome(Kind.REFUSED, code="21211")]
    outbound.invite()
    (row,) = outbound.owed()
    outbound.person(phone=SARA, channels=["sms"])
    answer = outbound.call("POST", f"/notifications/{row.id}/retry", headers={"Idempotency-Key": "a"})
    assert (answer.status_code, answer.json["state"]) == (200, "queued")  # type: ignore[index]
    outbound.settle()
    assert len(outbound.texts(SARA)) == 1


@pytest.mark.slow
def test_what_was_sent_is_not_sent_again(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    answer = outbound.call("POST", f"/notifications/{outbound.owed()[0].id}/retry")
    assert answer.status_code == 409
    assert len(outbound.texts()) == 1


def test_a_reader_may_not_see_who_was_told(outbound: Outbound) -> None:
    assert outbound.call("GET", "/notifications", role="reader").status_code == 403
    assert outbound.call("GET", "/notifications", role=None).status_code == 401


def test_the_newest_come_first_when_asked_and_pages_go_on_from_there(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    both = [item["id"] for item in outbound.call("GET", "/notifications").json["items"]]  # type: ignore[index]
    first = outbound.call("GET", "/notifications?order=newest&limit=1").json
    second = outbound.call("GET", f"/notifications?order=newest&limit=1&cursor={first['next']}").json  # type: ignore[index]
    assert [first["items"][0]["id"], second["items"][0]["id"]] == both[::-1]  # type: ignore[index]
    assert second["next"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("network_id=net_1&channel=sms", 1),
        ("network_id=net_2", 0),
        ("occasion=invitation", 2),
        ("occasion=reminder", 0),
        ("network_id=net_1&occasion=invitation&channel=email&state=sent", 1),
    ],
)
def test_a_list_is_of_one_network_occasion_and_channel(outbound: Outbound, query: str, found: int) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    assert len(outbound.call("GET", f"/notifications?{query}").json["items"]) == found  # type: ignore[index]
