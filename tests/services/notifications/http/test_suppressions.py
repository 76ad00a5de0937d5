"""An organiser stops writing to a contact on somebody's behalf, and takes back only what she set."""

from typing import Any

import pytest

from services.notifications.operations.suppress_for_her import suppress_for_her
from services.notifications.reply_queries import Sight
from shared.contracts.notifications import CONTACT_SUPPRESSED
from shared.problems import NotFound
from tests.services.notifications.phone_line import AMINA, PhoneLine
from tests.services.notifications.small_app import api_of

URL = "/api/notifications/v1/suppressions"


@pytest.fixture(autouse=True)
def invited(line: PhoneLine) -> None:
    line.network()
    line.invited(line.person("amina"), line.event("evt_1"))


def test_a_suppression_is_set_listed_and_taken_back(line: PhoneLine) -> None:
    api = api_of(line)
    made = api.post(URL, json={"channel": "sms", "contact": "+44 7700 900001", "network_id": "net_1"})
    assert (made.status, made.json["contact"], made.json["reason"]) == (201, AMINA, "organiser")
    assert [item["id"] for item in api.get(URL).json["items"]] == [made.json["id"]]
    assert api.get(f"{URL}/{made.json['id']}").json == made.json
    assert api_of(line, organisation="another").get(f"{URL}/{made.json['id']}").status == 404
    assert api.delete(f"{URL}/{made.json['id']}").status == 204
    assert api.delete(f"{URL}/{made.json['id']}").status == 204
    assert api.get(URL).json["items"] == []
    said = [(said["suppressed"], said["reason"]) for said in line.said(CONTACT_SUPPRESSED)]
    assert said == [(True, "organiser"), (False, "organiser")], "it was not she who wrote"


def test_what_she_stopped_herself_no_organiser_lifts(line: PhoneLine) -> None:
    line.writes("STOP")
    (item,) = api_of(line).get(URL).json["items"]
    assert api_of(line).delete(f"{URL}/{item['id']}").status == 409
    assert line.standing() == [("demo", "net_1", "stop")]


def test_she_lifts_what_an_organiser_set(line: PhoneLine) -> None:
    api_of(line).post(URL, json={"channel": "sms", "contact": AMINA})
    line.writes("START")
    assert line.standing() == []


def test_a_stop_for_everyone_is_shown_to_who_knows_the_contact_only(line: PhoneLine) -> None:
    line.writes("STOPP ALT")
    assert len(api_of(line).get(URL).json["items"]) == 1
    assert api_of(line, organisation="other").get(URL).json["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"channel": "sms", "contact": "amina@example.org"}, 422),
        ({"channel": "email", "contact": "no address"}, 422),
        ({"channel": "letter", "contact": AMINA}, 422),
        ({"channel": "sms"}, 422),
        ({"channel": "sms", "contact": AMINA, "network_id": "net_none"}, 404),
        ({"channel": "sms", "contact": AMINA, "more": 1}, 422),
    ],
)
def test_a_wrong_suppression_changes_nothing(line: PhoneLine, body: dict[str, Any], status: int) -> None:
    assert api_of(line).post(URL, json=body).status == status
    assert line.standing() == []


def test_another_organisations_suppression_is_not_there(line: PhoneLine) -> None:
    made = api_of(line).post(URL, json={"channel": "email", "contact": "amina@example.org"}).json
    assert api_of(line, organisation="other").delete(f"{URL}/{made['id']}").status == 404
    assert api_of(line, network="net_1").delete(f"{URL}/{made['id']}").status == 404
    body = {"channel": "sms", "contact": AMINA}
    assert api_of(line, network="net_1").post(URL, json=body).status == 403
    there = body | {"network_id": line.network("net_2")}
    for who in (Sight("demo", "net_1"), Sight("other")):
        with line.transaction() as tx, pytest.raises(NotFound):
            suppress_for_her(tx, who, **there)
