"""People: entered, changed, exported and erased."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import NOON, Organiser, a_network, a_participant
from tests.shared.test_national_numbers import NORWEGIAN


def test_a_new_person_is_told_to_notifications_with_her_consent(organiser: Organiser) -> None:
    shown = organiser.ok("POST", "/participants", a_participant())
    assert (shown["call_name"], shown["protected"], shown["discreet"]) == ("Amina", False, False)
    (changed,) = organiser.said(contracts.PARTICIPANT_CHANGED)
    assert (changed.subject, changed.data["phone"]) == (shown["id"], "+447700900101")
    (consent,) = organiser.said(contracts.CONSENT_CHANGED)
    assert (consent.data["purpose"], consent.data["given"], consent.data["channel"]) == ("invitations", True, None)
    assert shown["consents"][0]["source"] == "organiser"
    assert shown["consents"][0]["by"] == "organiser:usr_test"


def test_only_the_consents_that_were_named_are_recorded(organiser: Organiser) -> None:
    consents = [{"purpose": "attendance", "partner_id": "prt_1", "reference": "case 7"}]
    shown = organiser.ok("POST", "/participants", a_participant(consents=consents))
    (consent,) = shown["consents"]
    assert (consent["purpose"], consent["partner_id"], consent["reference"]) == ("attendance", "prt_1", "case 7")


def test_two_people_may_share_one_phone(organiser: Organiser) -> None:
    assert organiser.person(name="Mother Example") != organiser.person(name="Daughter Example")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"channels": ["email"]}, "email"),
        ({"phone": None}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"name": f"Amina {NORWEGIAN}"}, "name"),
        ({"name": " "}, "name"),
        ({"language": "norsk!"}, "language"),
        ({"channels": ["fax"]}, "channels.0"),
        ({"channels": ["sms", "sms"]}, "channels"),
        ({"role": "owner"}, "role"),
        ({"consents": [{"purpose": "attendance"}]}, "consents.0.partner_id"),
        ({"consents": [{"purpose": "invitations", "partner_id": "prt_1"}]}, "consents.0.partner_id"),
        (
            {"consents": [{"purpose": "attendance", "partner_id": "prt_1", "reference": NORWEGIAN}]},
            "consents.0.reference",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_field(organiser: Organiser, fields: dict[str, object], fault: str) -> None:
    response = organiser.call("POST", "/participants", a_participant(**fields))
    assert response.status_code == 422
    assert list(response.json["errors"]) == [fault]
    assert NORWEGIAN not in response.get_data(as_text=True)
    assert organiser.ok("GET", "/participants")["items"] == []


def test_without_channels_those_are_meant_whose_contact_is_given(organiser: Organiser) -> None:
    body = {"name": "Amina Example", "email": "amina@example.org", "language": "ar"}
    assert organiser.ok("POST", "/participants", body)["channels"] == ["email"]


def test_a_change_needs_the_revision_that_was_read(organiser: Organiser) -> None:
    person = organiser.person()
    path = f"/participants/{person}"
    tag = organiser.call("GET", path).headers["ETag"]
    assert organiser.call("PATCH", path, {"language": "ar"}, headers={"If-Match": tag}).status_code == 200
    assert organiser.call("PATCH", path, {"language": "en"}, headers={"If-Match": tag}).status_code == 412
    assert organiser.said(contracts.PARTICIPANT_CHANGED)[-1].data["language"] == "ar"
    changed = organiser.call("PATCH", path, {"language": "en"}, headers={"If-None-Match": "*"})
    assert (changed.status_code, changed.json and changed.json["language"]) == (200, "en")


def test_a_change_that_changes_nothing_is_not_told(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.ok("PATCH", f"/participants/{person}", {"name": "Amina Example"})
    assert len(organiser.said(contracts.PARTICIPANT_CHANGED)) == 1


def test_a_channel_cannot_lose_its_contact(organiser: Organiser) -> None:
    person = organiser.person()
    assert organiser.call("PATCH", f"/participants/{person}", {"phone": None}).status_code == 422


def test_withdrawing_a_consent_keeps_when_it_changed_and_drops_the_reference(organiser: Organiser) -> None:
    consent = {"purpose": "attendance", "partner_id": "prt_1", "reference": "case 7"}
    person = organiser.person(consents=[consent])
    organiser.service.clock.advance(timedelta(hours=1))
    body = {"consents": [{"purpose": "attendance", "partner_id": "prt_1", "given": False}]}
    (known,) = organiser.ok("PATCH", f"/participants/{person}", body)["consents"]
    assert (known["given"], known["reference"]) == (False, None)
    assert known["since"] == (NOON + timedelta(hours=1)).isoformat()
    assert [said.data["given"] for said in organiser.said(contracts.CONSENT_CHANGED)] == [True, False]


def test_an_erased_person_leaves_nothing_but_a_tombstone(organiser: Organiser) -> None:
    person = organiser.member(name="Zarifa Canary", email="canary@example.org", phone="+447700900666")
    waiting = organiser.people(2)
    organiser.answers(person)
    organiser.answers(waiting[0], "declined")
    organiser.ok("DELETE", f"/participants/{person}")
    assert organiser.call("GET", f"/participants/{person}").status_code == 404
    assert organiser.call("GET", f"/participants/{person}/export").status_code == 404
    assert organiser.said(contracts.PARTICIPANT_ERASED)[0].subject == person
    assert organiser.registration(person)["status"] == "cancelled"
    assert organiser.registration(person)["name"] == ""
    with organiser.service.read() as tx:
        for table in ("participants", "memberships", "consents", "registrations", "invitations", "answers"):
            rows = str(tx.execute(text(f"SELECT * FROM {table}")).all())
            assert not any(word in rows for word in ("Zarifa", "canary@", "700900666"))


@pytest.mark.slow
def test_an_erased_persons_seat_is_handed_over_and_her_late_answer_revives_nothing(organiser: Organiser) -> None:
    first, _, waits = organiser.people(3)
    organiser.ok("DELETE", f"/participants/{first}")
    assert organiser.statuses(first, waits) == ["cancelled", "confirmed"]
    organiser.passes(minutes=1)
    organiser.replies(first)
    assert organiser.statuses(first) == ["cancelled"]
    assert organiser.said(contracts.ANSWER_REFUSED)[-1].data["reason"] == "removed"
    body = {"participant_id": first, "answer": "accepted"}
    assert organiser.call("POST", "/events/evt_1/registrations", body).status_code == 404


def test_erasing_withdraws_what_she_agreed_to(organiser: Organiser) -> None:
    person = organiser.person(consents=[{"purpose": "attendance", "partner_id": "prt_1", "reference": "case 7"}])
    organiser.ok("DELETE", f"/participants/{person}")
    withdrawn = organiser.said(contracts.CONSENT_CHANGED)[-1]
    assert (withdrawn.data["given"], withdrawn.data["reference"]) == (False, None)


def test_that_she_is_erased_is_said_before_her_withdrawals_which_would_silence_who_shares_her_phone(
    organiser: Organiser,
) -> None:
    person = organiser.person(consents=[{"purpose": "invitations"}])
    organiser.ok("DELETE", f"/participants/{person}")
    told = [said.type for said in organiser.said()]
    assert told[-2:] == [contracts.PARTICIPANT_ERASED.type, contracts.CONSENT_CHANGED.type]


def test_an_export_has_everything_and_no_secret(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.answers(person)
    shown = organiser.ok("GET", f"/participants/{person}/export")
    assert shown["participant"]["phone"] == "+447700900101"
    assert [len(shown[name]) for name in ("memberships", "invitations", "registrations", "answers")] == [1, 1, 1, 1]
    assert "token_hash" not in str(shown)


def test_lists_are_paged_by_key(organiser: Organiser) -> None:
    people = [organiser.person() for _ in range(5)]
    first = organiser.ok("GET", "/participants?limit=3")
    rest = organiser.ok("GET", f"/participants?limit=3&cursor={first['next']}")
    assert [one["id"] for one in first["items"] + rest["items"]] == people
    assert rest["next"] is None


def test_a_token_of_one_network_sees_its_members_only(organiser: Organiser) -> None:
    organiser.network(**a_network(id="net_2", slug="other"))
    mine, other = organiser.member(), organiser.member("net_2")
    claims = {"network": "net_1"}
    assert [one["id"] for one in organiser.ok("GET", "/participants", **claims)["items"]] == [mine]
    assert organiser.call("GET", f"/participants/{other}", **claims).status_code == 404
    assert organiser.call("GET", f"/participants/{mine}", **claims).status_code == 200
    assert organiser.call("GET", "/participants?network_id=net_2", **claims).json["items"] == []
    body = {"participant_id": other, "network_id": "net_2"}
    assert organiser.call("POST", "/memberships", body, **claims).status_code == 404


def test_another_organisation_finds_nobody(organiser: Organiser) -> None:
    path = f"/participants/{organiser.person()}"
    for method, body in (("GET", None), ("PATCH", {"language": "ar"}), ("DELETE", None)):
        assert organiser.call(method, path, body, organisation="other").status_code == 404
    assert organiser.ok("GET", "/participants", organisation="other")["items"] == []


def test_hosts_do_not_read_the_register(organiser: Organiser) -> None:
    assert organiser.call("GET", "/participants", role="host").status_code == 403
    assert organiser.call("GET", "/participants", role=None).status_code == 401


def test_some_people_are_asked_for_by_their_ids(organiser: Organiser) -> None:
    first, second, third = (organiser.person(name=f"{name} Example") for name in ("Ada", "Bea", "Cam"))
    other = {"organisation": "another"}
    asked = f"/participants?ids={third},{first},prt_unknown"
    assert [item["id"] for item in organiser.call("GET", asked).json["items"]] == [first, third]
    assert organiser.call("GET", asked, **other).json["items"] == []
    assert second not in str(organiser.call("GET", f"{asked}&network_id=net_1").json["items"])
    for wrong in ("", ",", "a b", ",".join(["prt"] * 101)):
        assert organiser.call("GET", f"/participants?ids={wrong}").status_code == 422
