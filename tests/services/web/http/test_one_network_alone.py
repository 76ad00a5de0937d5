"""Who organises one network alone does not see what concerns the whole organisation."""

from tests.services.web.http.test_people import pressed
from tests.services.web.site import Page, Site, said


def test_partners_and_trouble_belong_to_the_whole_organisation(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    site.an_account("one@example.org", "owner", network_id=network["id"])
    one = site.organiser("one@example.org", Accept_Language="en")
    assert {"/partners", "/trouble"}.isdisjoint(Page(one.get("/").text).links)
    assert {"/partners", "/trouble"} <= set(Page(site.organiser().get("/").text).links)
    for path in ("/partners", "/trouble"):
        assert one.get(path).status_code == 403


def test_writing_is_stopped_and_agreed_to_for_this_network_alone(site: Site) -> None:
    site.an_organisation()
    network, other = site.a_network(), site.a_network(name="Et annet", slug="annet")
    site.an_account("one@example.org", "organiser", network_id=network["id"])
    one = site.organiser("one@example.org", Accept_Language="en")
    page = one.get("/messages/suppressions")
    assert "All networks" not in said(page)
    values = {"channel": "sms", "contact": "+447700900101"}
    done = one.follow(one.press(page, network=network["id"], **values))
    assert "Nothing more is sent there." in said(done)
    (item,) = site.call("get", "notifications/suppressions").json["items"]
    assert item["network_id"] == network["id"]
    refused = one.press(page, network=other["id"], **values)
    assert (refused.status_code, "Nothing was changed." in said(refused)) == (422, True)
    zahra = site.a_member(network, "Zahra Ahmadi", consents=[])
    hers = f"/networks/{network['id']}/people/{zahra['id']}"
    one.follow(pressed(one, one.get(hers), f"{hers}/consent", given="yes"))
    (given,) = site.call("get", f"registrations/participants/{zahra['id']}").json["consents"]
    assert (given["network_id"], given["given"]) == (network["id"], True)
