"""What is only planned can be read before anybody is told of it: a draft, or an event at another time."""

from typing import Any

import pytest

from tests.services.notifications.http.test_networks import by_language, previewed
from tests.services.notifications.outbound import SARA, Outbound

DRAFT = {
    "title": {"nb": "Sommerfest", "en": "Summer party"},
    "starts_at": "2027-06-15T15:00:00+02:00",
    "timezone": "Europe/Oslo",
    "wording": "open",
}
PEOPLE = [
    {"language": "nb", "sms": True, "email": True, "people": 7},
    {"language": "so", "sms": True, "email": False, "people": 2},
    {"language": "en", "sms": False, "email": False, "people": 1},
]


def supposed(outbound: Outbound, **body: Any) -> dict[str, Any]:
    answer = outbound.call("POST", "/networks/net_1/preview", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def test_an_event_that_is_only_planned_can_be_previewed_for_people_of_whom_others_know(outbound: Outbound) -> None:
    outbound.network()
    preview = supposed(outbound, event=DRAFT, people=PEOPLE)
    assert (preview["event_id"], preview["basis"], preview["people"]) == (None, "given", 10)
    assert (preview["channels"], preview["without_channel"]) == ({"sms": 9, "email": 7}, 1)
    found = by_language(preview)
    assert "Sommerfest" in found["nb"]["sms"]["text"]
    assert "15. juni" in found["nb"]["sms"]["text"]
    assert preview["sms_parts"] == 7 * found["nb"]["sms"]["parts"] + 2 * found["so"]["sms"]["parts"]
    assert outbound.owed() == []


def test_a_move_is_previewed_with_its_new_time_for_those_who_were_told_and_come(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", SARA, channels=["sms"])
    outbound.invite("amina", "sara")
    outbound.registered("declined", "sara", reason="declined")
    outbound.person("lina", "+447700900003")
    outbound.network(sending="held")
    outbound.invite("lina")
    moved = {"event_id": "evt_1", "occasion": "moved", "event": {"starts_at": "2027-03-10T18:00:00+01:00"}}
    preview = supposed(outbound, **moved)
    assert (preview["people"], preview["channels"]) == (1, {"sms": 1, "email": 1})
    assert "onsdag 10. mars kl. 18.00" in by_language(preview)["nb"]["sms"]["text"]
    assert "9. mars" in by_language(previewed(outbound, "?event_id=evt_1&occasion=moved"))["nb"]["sms"]["text"]
    before = previewed(outbound, "?event_id=evt_1&occasion=event_cancelled")
    assert before["people"] == 1
    outbound.network()
    outbound.cancel()
    assert len([row for row in outbound.owed(occasion="event_cancelled") if row.channel == "sms"]) == 2, "lina was told"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"event": {"title": {"nb": "Fest"}}}, 422),  # when?
        ({"event_id": "evt_9", "event": DRAFT}, 404),
        ({"event": DRAFT | {"starts_at": "tomorrow"}}, 422),
        ({"event": DRAFT, "people": [{"language": "nb"}]}, 422),
        ({"odd": 1}, 422),
    ],
)
def test_what_cannot_be_is_not_previewed(outbound: Outbound, body: dict[str, Any], status: int) -> None:
    outbound.ready_to_invite()
    assert outbound.call("POST", "/networks/net_1/preview", body).status_code == status


def test_plans_are_for_organisers_of_the_network(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    for claims, status in (({"role": "host"}, 403), ({"organisation": "other"}, 404), ({"network": "net_2"}, 404)):
        assert outbound.call("POST", "/networks/net_1/preview", {"event": DRAFT}, **claims).status_code == status
