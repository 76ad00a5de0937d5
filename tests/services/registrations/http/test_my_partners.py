"""Which partners may know when she was there: asked of her, written down for her, and taken back."""

import pytest

from shared.contracts.partners import PARTNER_CHANGED
from shared.contracts.registrations import CONSENT_CHANGED
from tests.services.registrations.organiser import EVENT, NETWORK, Body, Organiser

PARTNER = "prt_1"


def partner(organiser: Organiser, **fields: object) -> None:
    data = {"id": PARTNER, "name": "Karrieresenteret", "network_ids": [NETWORK], "removed": False} | fields
    organiser.told(PARTNER_CHANGED, data, source="partners")


def invite(organiser: Organiser, **fields: object) -> str:
    person = organiser.member(**fields)
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    return person


def shown(organiser: Organiser, person: str) -> list[tuple[bool | None, bool]]:
    return [(one["agreed"], one["open"]) for one in organiser.page(person).json["partners"]]


def answers(organiser: Organiser, person: str, agreed: bool, partner_id: str = PARTNER) -> int:
    return organiser.page(person, "PUT", f"/partners/{partner_id}", {"agreed": agreed}).status_code


def consents(organiser: Organiser) -> list[Body]:
    return [one.data for one in organiser.said(CONSENT_CHANGED) if one.data["purpose"] == "attendance"]


def writes_down(organiser: Organiser, person: str, **wish: object) -> None:
    wishes = [{"purpose": "attendance", "partner_id": PARTNER} | wish]
    organiser.ok("PATCH", f"/participants/{person}", {"consents": wishes})


def test_she_is_asked_about_partners_of_her_network_and_answers(organiser: Organiser) -> None:
    person = invite(organiser)
    assert shown(organiser, person) == []
    partner(organiser)
    assert organiser.page(person).json["partners"] == [
        {"id": PARTNER, "name": "Karrieresenteret", "agreed": None, "open": True}
    ]
    for agreed in (True, False, True):
        assert answers(organiser, person, agreed) == 200
        assert shown(organiser, person) == [(agreed, True)]
    assert [(one["given"], one["network_id"]) for one in consents(organiser)] == [
        (agreed, NETWORK) for agreed in (True, False, True)
    ]
    kept = organiser.ok("GET", f"/participants/{person}")["consents"]
    assert [one["source"] for one in kept if one["purpose"] == "attendance"] == ["page"]


def test_a_second_yes_keeps_the_number_that_an_organiser_wrote_down(organiser: Organiser) -> None:
    partner(organiser)
    person = invite(organiser)
    writes_down(organiser, person, network_id=NETWORK, reference="K-17")
    assert answers(organiser, person, True) == 200
    assert [one["reference"] for one in consents(organiser)] == ["K-17"]


@pytest.mark.parametrize("fields", [{"network_ids": []}, {"network_ids": ["net_2"]}, {"removed": True}])
def test_of_a_partner_that_is_told_nothing_here_she_is_not_asked(organiser: Organiser, fields: Body) -> None:
    partner(organiser, **fields)
    person = invite(organiser)
    assert shown(organiser, person) == []
    assert answers(organiser, person, True) == 404
    assert consents(organiser) == []


def test_what_she_agreed_to_she_can_withdraw_when_the_grant_has_ended(organiser: Organiser) -> None:
    partner(organiser)
    person = invite(organiser)
    answers(organiser, person, True)
    partner(organiser, network_ids=[])
    assert shown(organiser, person) == [(True, False)]
    assert answers(organiser, person, False) == 200
    assert shown(organiser, person) == []
    assert answers(organiser, person, True) == 404


def test_a_protected_person_is_not_asked_and_can_withdraw(organiser: Organiser) -> None:
    partner(organiser)
    person = invite(organiser, protected=True)
    assert shown(organiser, person) == []
    assert answers(organiser, person, True) == 404
    writes_down(organiser, person)
    assert shown(organiser, person) == [(True, False)]
    assert answers(organiser, person, False) == 200


def test_what_was_withdrawn_everywhere_is_not_given_back_on_the_page_of_one_network(organiser: Organiser) -> None:
    partner(organiser)
    person = invite(organiser)
    writes_down(organiser, person, given=False)
    assert shown(organiser, person) == []


def test_another_organisations_partner_does_not_exist(organiser: Organiser) -> None:
    data = {"id": PARTNER, "name": "Karrieresenteret", "network_ids": [NETWORK], "removed": False}
    organiser.service.hear(PARTNER_CHANGED, PARTNER, data, source="partners", organisation="another")
    person = invite(organiser)
    assert shown(organiser, person) == []
    assert answers(organiser, person, True) == 404
    assert organiser.ok("GET", f"/networks/{NETWORK}/partners")["items"] == []


def test_an_older_word_about_a_partner_changes_nothing(organiser: Organiser) -> None:
    data = {"id": PARTNER, "name": "Karrieresenteret", "network_ids": [], "removed": False}
    organiser.service.hear(PARTNER_CHANGED, PARTNER, data, source="partners", revision=9)
    older = data | {"network_ids": [NETWORK]}
    organiser.service.hear(PARTNER_CHANGED, PARTNER, older, source="partners", revision=8)
    assert shown(organiser, invite(organiser)) == []


def test_organisers_see_which_partners_a_network_has(organiser: Organiser) -> None:
    partner(organiser)
    partner(organiser, id="prt_2", name="Kommunen", network_ids=[])
    path = f"/networks/{NETWORK}/partners"
    assert [(one["name"], one["granted"]) for one in organiser.ok("GET", path)["items"]] == [
        ("Karrieresenteret", True),
        ("Kommunen", False),
    ]
    assert organiser.call("GET", path, network=NETWORK).status_code == 200
    assert organiser.call("GET", path, network="net_2").status_code == 404
    assert organiser.call("GET", path, role="host").status_code == 403
    assert organiser.call("GET", "/networks/net_9/partners").status_code == 404
