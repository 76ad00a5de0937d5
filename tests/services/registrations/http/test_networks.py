"""People entered into a network by the hundred, and found again."""

from typing import Any
from urllib.parse import quote

import pytest

from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import NETWORK, NOON, Organiser
from tests.shared.test_national_numbers import NORWEGIAN
from tests.support.statements import said_to

MEMBERS = f"/networks/{NETWORK}/members"


def one(name: str = "Amina Example", phone: str | None = "+447700900101", **fields: Any) -> dict[str, Any]:
    return {"name": name, "phone": phone, "language": "nb"} | fields


def entered(organiser: Organiser, *people: dict[str, Any], **options: Any) -> list[dict[str, str]]:
    body = {"people": list(people)} | options.pop("body", {})
    items: list[dict[str, str]] = organiser.ok("POST", MEMBERS, body, **options)["items"]
    return items


def statuses(items: list[dict[str, str]]) -> list[str]:
    return [item["status"] for item in items]


def count(organiser: Organiser) -> int:
    number: int = organiser.ok("GET", f"/networks/{NETWORK}")["members"]
    return number


def test_people_of_a_list_become_members_and_are_invited_to_the_open_dates(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    items = entered(organiser, one(), one("Selam Tesfay", None, email="selam@example.org", tags=["bus"], language="ti"))
    assert statuses(items) == ["added", "added"]
    people = organiser.ok("GET", f"/participants?network_id={NETWORK}")["items"]
    assert [(person["name"], person["channels"]) for person in people] == [
        ("Amina Example", ["sms"]),
        ("Selam Tesfay", ["email"]),
    ]
    assert [person["membership"]["tags"] for person in people] == [[], ["bus"]]
    assert {consent["source"] for person in people for consent in person["consents"]} == {"organiser"}
    assert [said.data["name"] for said in organiser.said(contracts.PARTICIPANT_CHANGED)] == [
        "Amina Example",
        "Selam Tesfay",
    ]
    assert len(organiser.said(contracts.CONSENT_CHANGED)) == 2
    (issued,) = organiser.said(contracts.INVITATIONS_ISSUED)
    invited = {invitation["participant_id"] for invitation in issued.data["invitations"]}
    assert invited == {item["participant_id"] for item in items}


def test_who_did_not_agree_is_a_member_and_not_invited(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    entered(organiser, one(), body={"agreed": False})
    assert count(organiser) == 1
    assert organiser.said(contracts.CONSENT_CHANGED) == []
    assert organiser.said(contracts.INVITATIONS_ISSUED) == []


def test_two_hundred_take_as_few_statements_as_two(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    costs = []
    for number in (2, 200):
        people = [one(f"Person {number} {place}", f"+4477{number:03}{place:05}") for place in range(number)]
        with said_to(organiser.service.service.database) as statements:
            entered(organiser, *people)
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert count(organiser) == 202


def test_the_same_list_again_adds_nobody(organiser: Organiser) -> None:
    people = [one(), one("Selam Tesfay", None), one("Zahra Ahmadi", "+447700900101")]
    assert statuses(entered(organiser, *people)) == ["added"] * 3
    assert statuses(entered(organiser, *people)) == ["member"] * 3
    assert count(organiser) == 3


def test_a_person_who_stands_twice_on_one_list_is_entered_once(organiser: Organiser) -> None:
    first, again = entered(organiser, one("Åsa Øygard"), one("asa  oygard"))
    assert (first["status"], again["status"]) == ("added", "member")
    assert first["participant_id"] == again["participant_id"]


def test_mother_and_daughter_may_share_a_phone_and_two_a_name(organiser: Organiser) -> None:
    mother, daughter, namesake = entered(organiser, one("Mother"), one("Daughter"), one("Mother", "+447700900102"))
    assert len({mother["participant_id"], daughter["participant_id"], namesake["participant_id"]}) == 3


def test_another_person_is_one_if_the_list_says_so(organiser: Organiser) -> None:
    assert statuses(entered(organiser, one())) == ["added"]
    assert statuses(entered(organiser, one(another=True))) == ["added"]
    assert count(organiser) == 2


def test_who_is_known_from_elsewhere_joins_as_she_is(organiser: Organiser) -> None:
    known = organiser.person(phone="+447700900101", language="ti", consents=[])
    (item,) = entered(organiser, one(language="nb"))
    assert item == {"participant_id": known, "status": "joined"}
    assert organiser.ok("GET", f"/participants/{known}")["language"] == "ti"
    (consent,) = organiser.said(contracts.CONSENT_CHANGED)
    assert (consent.data["participant_id"], consent.data["given"]) == (known, True)


def test_who_is_named_by_her_id_joins_whatever_the_line_says(organiser: Organiser) -> None:
    known = organiser.person(name="Zahra Ahmadi", phone="+447700900102", consents=[])
    line = one("Zara", tags=["bus"], participant_id=known)
    key = {"Idempotency-Key": "a-form"}
    items = entered(organiser, line, one("Selam"), line, headers=key)
    assert items[0] == {"participant_id": known, "status": "joined"}
    assert statuses(items) == ["joined", "added", "member"]
    assert entered(organiser, line, one("Selam"), line, headers=key) == items
    hers = organiser.ok("GET", f"/participants/{known}")
    assert (hers["name"], hers["phone"], [consent["given"] for consent in hers["consents"]]) == (
        "Zahra Ahmadi",
        "+447700900102",
        [True],
    )
    (membership,) = organiser.ok("GET", f"/memberships?participant_id={known}")["items"]
    assert membership["tags"] == ["bus"]


def test_a_line_that_names_nobody_enters_nobody(organiser: Organiser) -> None:
    theirs = organiser.person(phone="+447700900102")
    gone = organiser.person(phone="+447700900103")
    organiser.ok("DELETE", f"/participants/{gone}")
    for who, options in ((gone, {}), ("prt_none", {}), (theirs, {"network": NETWORK})):
        body = {"people": [one(), one("Zara", participant_id=who)]}
        answer = organiser.call("POST", MEMBERS, body, **options)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["people.1.participant_id"]), who
    assert count(organiser) == 0


def test_no_list_undoes_a_withdrawal(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    consents = [{"purpose": "invitations", "given": False}]
    known = organiser.person(consents=consents)
    assert statuses(entered(organiser, one())) == ["joined"]
    (consent,) = organiser.ok("GET", f"/participants/{known}")["consents"]
    assert consent["given"] is False
    assert organiser.said(contracts.INVITATIONS_ISSUED) == []


def test_a_request_that_comes_again_enters_once_and_says_the_same(organiser: Organiser) -> None:
    organiser.person(name="Selam Tesfay", phone="+447700900102")
    people = [one(), one("Selam Tesfay", "+447700900102"), one(), one("Bare", None)]
    key = {"Idempotency-Key": "a-form"}
    first = entered(organiser, *people, headers=key)
    assert statuses(first) == ["added", "joined", "member", "added"]
    assert entered(organiser, *people, headers=key) == first
    assert count(organiser) == 3
    whole = [one(f"Person {place}", f"+447700901{place:03}") for place in range(200)]
    assert entered(organiser, *whole, headers={"Idempotency-Key": "b"}) == entered(
        organiser, *whole, headers={"Idempotency-Key": "b"}
    )


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        ([one(), one(phone="12")], "people.1.phone"),
        ([one(f"Amina {NORWEGIAN}")], "people.0.name"),
        ([one(language="norsk!")], "people.0.language"),
        ([one(email="nobody")], "people.0.email"),
        ([one(role="owner")], "people.0.role"),
        ([], "people"),
        ([one()] * 201, "people"),
    ],
)
def test_one_faulty_line_enters_nobody_and_is_named(organiser: Organiser, people: list[Any], fault: str) -> None:
    response = organiser.call("POST", MEMBERS, {"people": people})
    assert response.status_code == 422
    assert list(response.json["errors"]) == [fault]
    assert count(organiser) == 0


def test_only_organisers_of_that_network_enter_people(organiser: Organiser) -> None:
    organiser.network(id="net_2", slug="annet")
    body = {"people": [one()]}
    assert organiser.call("POST", MEMBERS, body, role="host").status_code == 403
    for options in ({"organisation": "annet"}, {"network": "net_2"}):
        assert organiser.call("POST", MEMBERS, body, **options).status_code == 404
        assert organiser.call("POST", f"{MEMBERS}/known", body_of_asked(), **options).status_code == 404
        assert organiser.call("GET", f"/networks/{NETWORK}", **options).status_code == 404
    assert organiser.call("POST", "/networks/net_3/members", body).status_code == 404
    assert organiser.ok("GET", "/networks", network="net_2")["items"] == [{"id": "net_2", "members": 0}]
    assert organiser.ok("GET", "/networks", organisation="annet")["items"] == []
    assert organiser.call("POST", MEMBERS, body, network=NETWORK).status_code == 201


def test_a_token_of_one_network_recognises_nobody_of_another(organiser: Organiser) -> None:
    organiser.person()
    asked = organiser.ok("POST", f"{MEMBERS}/known", body_of_asked(), network=NETWORK)
    assert asked["items"] == [{"known": []}]
    assert statuses(entered(organiser, one(), network=NETWORK)) == ["added"]


def body_of_asked(name: str = "Amina Example", phone: str = "+447700900101") -> dict[str, Any]:
    return {"people": [{"name": name, "phone": phone}]}


def test_who_is_known_already_is_shown_the_likeliest_first(organiser: Organiser) -> None:
    daughter = organiser.person(name="Daughter Example")
    namesake = organiser.person(name="AMINA Examplé", phone="+447700900109")
    herself = organiser.member()
    organiser.person(name="Somebody Else", phone="+447700900110")
    hidden = organiser.person(name="Hidden Example", protected=True, phone="+447700900101")
    ((known,),) = [tuple(organiser.ok("POST", f"{MEMBERS}/known", body_of_asked())["items"])]
    found = [(one["participant_id"], one["same"], one["member"]) for one in known["known"]]
    assert found[0] == (herself, True, True)
    assert sorted(found[1:]) == sorted((other, False, False) for other in (daughter, namesake, hidden))
    assert "Hidden Example" not in str(known)


def test_who_was_erased_is_not_recognised(organiser: Organiser) -> None:
    known = organiser.member()
    organiser.ok("DELETE", f"/participants/{known}")
    assert organiser.ok("POST", f"{MEMBERS}/known", body_of_asked())["items"] == [{"known": []}]
    assert statuses(entered(organiser, one())) == ["added"]
    assert count(organiser) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("zah", ["Zahra Ahmadi-Øyen"]),
        ("AHM zahra", ["Zahra Ahmadi-Øyen"]),
        ("oye", ["Zahra Ahmadi-Øyen"]),
        ("ØYEN", ["Zahra Ahmadi-Øyen"]),
        ("ahra", []),
        ("%", []),
        ("_", []),
        ("\u0301", []),
        ("asa", ["Åsa Berg"]),
        ("مريم", ["مَريَم"]),
        ("0102", ["Åsa Berg"]),
        ("+44 7700 900102", ["Åsa Berg"]),
        ("07700900102", ["Åsa Berg"]),
        ("٩٠٠١٠٢", ["Åsa Berg"]),
        ("ASA@example", ["Åsa Berg"]),
        ("sa@example", []),
    ],
)
def test_people_are_found_by_what_one_remembers(organiser: Organiser, asked: str, found: list[str]) -> None:
    organiser.member(name="Zahra Ahmadi-Øyen", phone="+447700900101")
    organiser.member(name="Åsa Berg", phone="+447700900102", email="asa@example.org")
    organiser.member(name="مَريَم", phone="+447700900103")
    organiser.network(id="net_2", slug="annet")
    organiser.member("net_2", name="Zahra Asa", phone="+44770090102")
    listed = organiser.ok("GET", f"/participants?network_id={NETWORK}&q={quote(asked)}")
    assert [person["name"] for person in listed["items"]] == found


def test_who_has_not_answered_is_on_the_list_of_those_to_call(organiser: Organiser) -> None:
    silent = organiser.member(name="Silent Example", channels=[], language="ti")
    spoke = organiser.member(name="Spoke Example")
    hidden = organiser.member(name="Hidden Example", protected=True)
    organiser.event(invite_at=NOON)
    organiser.answers(spoke, "tentative")
    calls = organiser.ok("GET", "/events/evt_1/call-list")["items"]
    assert {call["participant_id"] for call in calls} == {silent, hidden}
    (hers,) = [call for call in calls if call["participant_id"] == silent]
    assert (hers["name"], hers["phone"], hers["language"]) == ("Silent Example", "+447700900101", "ti")
    assert "Hidden Example" not in str(calls)
    organiser.answers(silent, "declined")
    assert len(organiser.ok("GET", "/events/evt_1/call-list")["items"]) == 1
    assert organiser.call("GET", "/events/evt_1/call-list", role="host").status_code == 403
    assert organiser.call("GET", "/events/evt_1/call-list", organisation="annet").status_code == 404
    assert organiser.call("GET", "/events/evt_1/call-list", network="net_2").status_code == 404


def test_what_a_person_was_invited_to_and_what_became_of_it(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.event(invite_at=NOON)
    organiser.answers(person)
    (hers,) = organiser.ok("GET", f"/participants/{person}/invitations?network_id={NETWORK}")["items"]
    assert (hers["event_id"], hers["status"], hers["attendance"]) == ("evt_1", "confirmed", None)
    assert hers["title"] == {"nb": "Bokkveld", "en": "Book evening"}
    assert organiser.ok("GET", f"/participants/{person}/invitations?network_id=net_2")["items"] == []
    assert organiser.call("GET", f"/participants/{person}/invitations", organisation="annet").status_code == 404
