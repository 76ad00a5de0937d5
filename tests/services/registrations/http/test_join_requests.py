"""Asking to join a public network: the same answer for all, nothing sent, and a person decides."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.registrations.operations import ask_to_join
from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import NETWORK, NOON, Organiser, a_network
from tests.shared.test_national_numbers import NORWEGIAN

PATH = "/public/networks/kvinnenettverket/join-requests"
LIST = f"/networks/{NETWORK}/join-requests"


@pytest.fixture
def open_house(organiser: Organiser) -> Organiser:
    """An organiser whose network is public."""
    organiser.network(public=True)
    organiser.service.settle()
    return organiser


def a_request(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Zahra Example",
        "phone": "+447700900101",
        "email": None,
        "language": "fa",
        "asked_in": "nb",
    } | fields


def ask(organiser: Organiser, **fields: Any) -> Any:
    return organiser.call("POST", PATH, a_request(**fields), role=None)


def waiting(organiser: Organiser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = organiser.ok("GET", LIST)["items"]
    return found


def test_who_asks_waits_and_nothing_is_said_of_it(open_house: Organiser) -> None:
    before = open_house.said()
    answer = ask(open_house)
    assert (answer.status_code, answer.json) == (202, {"asked": True})
    open_house.service.settle()
    assert open_house.said() == before
    (shown,) = waiting(open_house)
    assert (shown["name"], shown["phone"], shown["email"]) == ("Zahra Example", "+447700900101", None)
    assert (shown["language"], shown["asked_at"]) == ("fa", NOON.isoformat())
    assert shown["possible_participant_ids"] == []


def test_the_answer_says_nothing_of_who_is_known(open_house: Organiser) -> None:
    open_house.member(name="Zahra Example", phone="+447700900101")
    answers = [ask(open_house), ask(open_house), ask(open_house, phone="+447700900199")]
    assert len({(answer.status_code, answer.get_data()) for answer in answers}) == 1
    assert len(waiting(open_house)) == 2  # asked twice the same, it is one request


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"phone": None}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"phone": None, "email": "nobody"}, "email"),
        ({"name": ""}, "name"),
        ({"name": f"Zahra {NORWEGIAN}"}, "name"),
        ({"language": "x"}, "language"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_cannot_be_is_refused_by_field(open_house: Organiser, fields: dict[str, Any], fault: str) -> None:
    answer = ask(open_house, **fields)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [fault])
    assert waiting(open_house) == []


@pytest.mark.parametrize("slug", ["kvinnenettverket", "unknown"])
def test_a_network_that_is_not_public_does_not_exist(organiser: Organiser, slug: str) -> None:
    answer = organiser.call("POST", f"/public/networks/{slug}/join-requests", a_request(), role=None)
    assert answer.status_code == 404
    organiser.network(public=True)
    organiser.network(public=False)
    assert ask(organiser).status_code == 404


def test_who_asks_very_often_is_slowed_down(open_house: Organiser) -> None:
    open_house.network(id="net_2", slug="other", public=True)
    statuses = [ask(open_house, name=f"Zahra {number}").status_code for number in range(61)]
    assert statuses == [202] * 60 + [429]
    assert ask(open_house).headers["Retry-After"]
    other = "/public/networks/other/join-requests"
    assert open_house.call("POST", other, a_request(), role=None).status_code == 202
    open_house.service.clock.advance(timedelta(hours=1))
    assert ask(open_house).status_code == 202


def test_so_many_who_wait_are_looked_at_before_more_can_ask(
    open_house: Organiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask_to_join, "MOST", 1)
    assert [ask(open_house, name=name).status_code for name in ("Zahra", "Olena", "Zahra")] == [202, 429, 202]
    (request,) = waiting(open_house)
    open_house.ok("POST", f"/join-requests/{request['id']}/decline")
    assert ask(open_house, name="Olena").status_code == 202


def accept(organiser: Organiser, **body: Any) -> Any:
    (request,) = waiting(organiser)
    return organiser.call("POST", f"/join-requests/{request['id']}/accept", body)


def test_who_is_accepted_is_a_member_with_her_consent_and_is_invited_to_open_dates(open_house: Organiser) -> None:
    open_house.event(invite_at=NOON)
    ask(open_house, email="zahra@example.org", wording_version="join-2")
    open_house.service.clock.advance(timedelta(hours=1))
    answer = accept(open_house)
    assert answer.status_code == 201
    open_house.service.settle()
    person = open_house.ok("GET", f"/participants/{answer.json['participant_id']}")
    assert (person["name"], person["language"], person["channels"]) == ("Zahra Example", "fa", ["sms", "email"])
    (consent,) = person["consents"]
    told = {"purpose": "invitations", "network_id": NETWORK, "given": True, "source": "page"}
    told |= {"language": "nb", "wording_version": "join-2", "since": NOON.isoformat(), "channel": None}
    assert {name: consent[name] for name in told} == told
    (issued,) = open_house.said(contracts.INVITATIONS_ISSUED)
    assert [one["participant_id"] for one in issued.data["invitations"]] == [person["id"]]
    assert waiting(open_house) == []


def test_who_is_known_is_not_doubled_and_keeps_what_is_hers(open_house: Organiser) -> None:
    known = open_house.person(name="Zahra  EXAMPLE", phone="+447700900101", language="ar")
    ask(open_house, email="somebody@example.org")
    (shown,) = waiting(open_house)
    assert shown["possible_participant_ids"] == [known]
    assert accept(open_house).json["participant_id"] == known
    person = open_house.ok("GET", f"/participants/{known}")
    assert (person["name"], person["email"], person["language"]) == ("Zahra  EXAMPLE", None, "ar")
    assert len(open_house.ok("GET", "/participants")["items"]) == 1


def test_who_shares_a_phone_is_another_person_unless_the_organiser_says_she_is_the_same(
    open_house: Organiser,
) -> None:
    known = open_house.person(name="Her Mother", phone="+447700900101")
    stranger = open_house.person(name="Zahra Example", phone="+447700900198")
    ask(open_house)
    assert accept(open_house, participant_id=stranger).status_code == 422
    assert accept(open_house).json["participant_id"] not in (known, stranger)
    ask(open_house)
    assert accept(open_house, participant_id=known).json["participant_id"] == known


def test_who_stopped_is_not_brought_back_by_a_form_that_anybody_can_fill_in(open_house: Organiser) -> None:
    stopped = {"purpose": "invitations", "given": False}
    known = open_house.member(name="Zahra Example", consents=[stopped])
    before = open_house.said()
    ask(open_house)
    assert accept(open_house).status_code == 409
    assert open_house.said() == before
    assert open_house.ok("GET", f"/participants/{known}")["consents"][0]["given"] is False


def test_who_is_declined_leaves_nothing(open_house: Organiser) -> None:
    before = open_house.said()
    ask(open_house, name="Zahra Canary", email="canary@example.org", phone="+447700900666")
    (request,) = waiting(open_house)
    path = f"/join-requests/{request['id']}"
    assert open_house.ok("POST", f"{path}/decline") == {"declined": True}
    assert [open_house.call("POST", f"{path}/{what}", {}).status_code for what in ("accept", "decline")] == [404, 404]
    assert open_house.said() == before
    assert left(open_house) == 0


def left(organiser: Organiser) -> int:
    with organiser.service.read() as tx:
        return len(tx.execute(text("SELECT * FROM join_requests")).all())


def test_what_nobody_decides_is_forgotten_after_a_month(open_house: Organiser) -> None:
    ask(open_house)
    open_house.service.clock.set(NOON + timedelta(days=30) - timedelta(seconds=1))
    open_house.service.settle()
    assert left(open_house) == 1
    open_house.passes(hours=6)
    assert left(open_house) == 0


def test_erasing_a_person_forgets_that_she_asked(open_house: Organiser) -> None:
    known = open_house.person(name="Zahra Example", phone="+447700900101")
    ask(open_house)
    ask(open_house, name="Her Daughter")
    open_house.ok("DELETE", f"/participants/{known}")
    assert [request["name"] for request in waiting(open_house)] == ["Her Daughter"]


def test_requests_are_ones_own_networks_alone(open_house: Organiser) -> None:
    open_house.network(id="net_2", slug="other", public=True)
    there = open_house.person(name="Zahra Example")  # no member of this network
    ask(open_house)
    (request,) = waiting(open_house)
    assert request["possible_participant_ids"] == [there]
    (seen,) = open_house.ok("GET", LIST, network=NETWORK)["items"]
    assert seen["possible_participant_ids"] == []
    for claims in ({"network": "net_2"}, {"organisation": "other"}):
        assert open_house.call("GET", LIST, **claims).status_code == 404
        for what in ("accept", "decline"):
            assert open_house.call("POST", f"/join-requests/{request['id']}/{what}", {}, **claims).status_code == 404
    for role in ("host", "participant"):
        assert open_house.call("GET", LIST, role=role).status_code == 403
    assert len(waiting(open_house)) == 1


def test_a_double_click_accepts_once(open_house: Organiser) -> None:
    ask(open_house)
    (request,) = waiting(open_house)
    key = {"Idempotency-Key": "a-key"}
    path = f"/join-requests/{request['id']}/accept"
    answers = [open_house.call("POST", path, {}, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert len(open_house.ok("GET", "/participants")["items"]) == 1


def test_the_address_follows_the_network(open_house: Organiser) -> None:
    open_house.network(**a_network(public=True, slug="new-name"))
    assert ask(open_house).status_code == 404
    assert open_house.call("POST", "/public/networks/new-name/join-requests", a_request(), role=None).status_code == 202
