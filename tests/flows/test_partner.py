"""A partner learns who came: only of those who agreed, under a name of its own."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.http.client import ApiClient
from tests.support.product import TestProduct

PHONE = "+447700900101"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def a_partner(product: TestProduct, network: dict[str, Any]) -> tuple[dict[str, Any], ApiClient]:
    partner = product.do("POST", "partners/partners", {"name": "Karrieresenteret"}, role="owner")
    grant = {"network_id": network["id"], "purpose": "attendance"}
    product.do("POST", f"partners/partners/{partner['id']}/grants", grant, role="owner")
    token = product.do("POST", f"partners/partners/{partner['id']}/tokens", {}, role="owner")["token"]
    return partner, product.reach.apis["partners"].with_token(token)


def feed(api: ApiClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/api/partners/v1/attendance").raise_for_problem().json["items"]
    return items


def test_only_who_agreed_is_told_of_and_under_another_name(product: TestProduct) -> None:
    network = product.a_network()
    partner, api = a_partner(product, network)
    agreed = [{"purpose": "invitations"}, {"purpose": "attendance", "partner_id": partner["id"], "reference": "K-1"}]
    amal = product.a_member(network, "Amal Haddad", phone=PHONE, consents=agreed)
    other = product.a_member(network, "Selam Tesfay", phone="+447700900102")
    event = product.an_event(network, in_days=0.5)
    path = f"registrations/events/{event['id']}/attendance"
    for person in (amal, other):
        product.do("POST", path, {"participant_id": person["id"], "status": "present"}, role="host")
    product.do("POST", path, {"walk_in": {"name": "Thuy"}, "status": "present"}, role="host")
    (entry,) = feed(api)
    assert entry["type"] == "attendance.recorded.v1"
    assert entry["data"]["status"] == "present"
    assert entry["data"]["reference"] == "K-1"
    for secret in ("Amal", PHONE, amal["id"], other["id"], "Thuy"):
        assert secret not in str(entry)
    product.audit()


@pytest.mark.slow
def test_corrections_and_withdrawals_come_in_order(product: TestProduct) -> None:
    network = product.a_network()
    partner, api = a_partner(product, network)
    agreed = [{"purpose": "invitations"}, {"purpose": "attendance", "partner_id": partner["id"]}]
    amal = product.a_member(network, "Amal Haddad", phone=PHONE, consents=agreed)
    event = product.an_event(network, in_days=0.5)
    path = f"registrations/events/{event['id']}/attendance"
    recorded = product.do("POST", path, {"participant_id": amal["id"], "status": "present"}, role="host")
    correction = {"status": "late", "reason": "came at half past"}
    product.do("PUT", f"{path}/{recorded['id']}", correction, role="host")
    product.do("DELETE", f"{path}/{recorded['id']}", {"reason": "another Amal"}, role="host")
    types = [entry["type"].split(".")[1] for entry in feed(api)]
    assert types == ["recorded", "corrected", "withdrawn"]
    product.audit()


@pytest.mark.slow
def test_who_becomes_protected_is_taken_back_from_her_partners(product: TestProduct) -> None:
    """At once, and not only when her attendance changes; she may be told of again when she no longer is."""
    network = product.a_network()
    partner, api = a_partner(product, network)
    agreed = [{"purpose": "invitations"}, {"purpose": "attendance", "partner_id": partner["id"]}]
    amal = product.a_member(network, "Amal Haddad", phone=PHONE, consents=agreed)
    event = product.an_event(network, in_days=0.5)
    path = f"registrations/events/{event['id']}/attendance"
    product.do("POST", path, {"participant_id": amal["id"], "status": "present"}, role="host")
    before = len(product.phone(PHONE))
    for protected in (True, False):
        etag = product.call("GET", f"registrations/participants/{amal['id']}").headers["ETag"]
        headers = {"If-Match": etag}
        product.do("PATCH", f"registrations/participants/{amal['id']}", {"protected": protected}, headers=headers)
    types = [entry["type"].split(".")[1] for entry in feed(api)]
    assert types[:2] == ["recorded", "withdrawn"]
    assert len(types) == 3
    assert len(product.phone(PHONE)) == before
    product.audit()


def test_she_agrees_on_her_own_page_and_takes_it_back(product: TestProduct) -> None:
    network = product.a_network()
    partner, api = a_partner(product, network)
    amal = product.a_member(network, "Amal Haddad", phone=PHONE)
    events = [product.an_event(network, in_days=days) for days in (0.4, 0.45, 0.5)]
    page = f"{urlsplit(product.phone(PHONE)[-1].link).path}/partners"
    browser = product.product.services["web"].app.test_client()
    for event, press in zip(events, (None, "yes", "no"), strict=True):
        if press:
            pressed = browser.post(page, data={"partner": partner["id"], "agreed": press}, headers=OWN_PAGE)
            assert pressed.status_code == 303
            product.settle()
        path = f"registrations/events/{event['id']}/attendance"
        product.do("POST", path, {"participant_id": amal["id"], "status": "present"}, role="host")
    assert [entry["type"].split(".")[1] for entry in feed(api)] == ["recorded", "withdrawn"]
    product.audit()


@pytest.mark.slow
def test_an_answer_alone_is_never_told_as_presence(product: TestProduct) -> None:
    network = product.a_network()
    partner, api = a_partner(product, network)
    agreed = [{"purpose": "invitations"}, {"purpose": "attendance", "partner_id": partner["id"]}]
    product.a_member(network, "Amal Haddad", phone=PHONE, consents=agreed)
    product.an_event(network, in_days=0.5)
    product.texts(PHONE, "1")
    assert feed(api) == []
