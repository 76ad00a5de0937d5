"""Guards that no test held when they were switched off."""

from datetime import timedelta

import pytest
import structlog

from shared.http.client import Answer, ApiClient
from shared.tokens import Identity, issue
from tests.services.web.matrix import World, csrf
from tests.services.web.site import OWNER, Browser, Row, Site
from tests.support.one_service import KEYS, ORGANISATION

MINE = "/api/registrations/v1/my-invitation"


def of_network(site: Site, service: str, network_id: str, role: str = "owner") -> ApiClient:
    until = site.clock.now() + timedelta(hours=1)
    who = Identity(organisation=ORGANISATION, role=role, subject="usr_x", network=network_id, expires_at=until)
    return ApiClient(site.services[service].app).with_token(issue(KEYS, who))


def holder(site: Site, link: str) -> ApiClient:
    """Whoever opened the link a moment ago: her token is good for a quarter of an hour."""
    open_to_all = ApiClient(site.services["registrations"].app)
    opened = open_to_all.post("/api/registrations/v1/links", json={"token": link.removeprefix("/p/")})
    return open_to_all.with_token(opened.json["token"])


@pytest.mark.parametrize("word", ["accepted", "declined", "tentative"])
def test_who_said_not_me_answers_nothing_any_more(site: Site, word: str) -> None:
    event, link = site.invited()
    stranger = holder(site, link)
    assert stranger.post(f"{MINE}/not-me", json={}).status == 200
    assert stranger.post(f"{MINE}/answer", json={"answer": word}).status == 404
    site.settle()
    assert site.call("get", f"registrations/events/{event['id']}/registrations").json["items"] == []


def test_the_link_of_an_erased_person_shows_nothing(site: Site) -> None:
    _, link = site.invited()
    before = holder(site, link)
    (person,) = site.call("get", "registrations/participants").json["items"]
    site.call("delete", f"registrations/participants/{person['id']}").raise_for_problem()
    assert site.browser().get(link).status_code == 404
    assert before.get(MINE).status == 404
    for path, body in (("answer", {"answer": "accepted"}), ("stop", {}), ("start", {}), ("not-me", {})):
        assert before.post(f"{MINE}/{path}", json=body).status == 404


def test_a_page_that_refreshes_itself_keeps_no_session_alive(site: Site) -> None:
    site.an_organisation()
    browser = site.organiser()
    for _ in range(31):
        site.clock.advance(timedelta(minutes=1))
        answer = browser.get("/", **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_an_owner_of_one_network_reaches_no_further_by_the_api(site: Site) -> None:
    site.an_organisation()
    mine, other = site.a_network(), site.a_network(name="Et annet", slug="annet")
    owner = of_network(site, "web", mine["id"])
    her = {"email": OWNER, "name": "Her", "role": "host"}  # has another role in all networks: is not told
    for more in ({}, {"network_id": None}, {"network_id": other["id"]}):
        for invite in (False, True):
            for role in ("host", "owner"):
                body = her | more | {"invite": invite, "role": role}
                assert owner.post("/api/web/v1/accounts", json=body).status == 404
    made: Row = owner.post("/api/web/v1/accounts", json=her | {"network_id": mine["id"]}).json
    for network_id in (None, other["id"]):
        assert owner.patch(f"/api/web/v1/accounts/{made['id']}", json={"network_id": network_id}).status == 404
    (whole,) = [one for one in site.call("get", "web/accounts").json["items"] if one["id"] != made["id"]]
    assert owner.delete(f"/api/web/v1/accounts/{whole['id']}").status == 404


def test_each_look_at_people_is_a_line_whatever_the_page(site: Site) -> None:
    event, _ = site.invited()
    site.an_organisation()
    owner = site.organiser()
    (person,) = site.call("get", "registrations/participants").json["items"]
    people = f"/networks/{event['network_id']}/people"
    looked_at = {
        people: "people.everyone",
        f"{people}/{person['id']}": "people.person",
        f"{people}/{person['id']}/edit": "people.edit",
        f"{people}/{person['id']}/export": "people.export",
        f"{people}/call-list": "people.call_list",
        f"{people}/requests": "people.asking",
        f"/events/{event['id']}": "events.event",
        f"/events/{event['id']}/messages": "message_log.log",
        f"/events/{event['id']}/people/{person['id']}": "events.person",
        f"/c/{event['id']}": "check_in.page",
        "/messages": "messages.replies",
        "/messages/suppressions": "suppressions.suppressions",
    }
    with structlog.testing.capture_logs() as lines:
        for path in looked_at:
            assert owner.get(path).status_code == 200
    assert [line["endpoint"] for line in lines if line["event"] == "page.read"] == list(looked_at.values())
    assert "Zahra" not in repr(lines)


def test_who_is_in_two_networks_is_seen_in_each_as_far_as_it_reaches(site: Site) -> None:
    """An export, her consents and a filtered list tell nothing of the other network."""
    mine, other = site.a_network(), site.a_network(name="Et annet", slug="annet")
    her = site.a_member(mine, "Zahra", phone="+447700900101")
    site.put("registrations/memberships", {"participant_id": her["id"], "network_id": other["id"]})
    site.an_event(mine)
    event = site.an_event(other)
    site.settle()
    consent = {"purpose": "invitations", "network_id": other["id"], "given": False}
    site.call("patch", f"registrations/participants/{her['id']}", {"consents": [consent]}).raise_for_problem()
    organiser = of_network(site, "registrations", mine["id"])
    seen: list[Answer] = [
        organiser.get(f"/api/registrations/v1/{path}")
        for path in (
            f"participants/{her['id']}",
            f"participants/{her['id']}/invitations",
            f"participants/{her['id']}/export",
            f"memberships?participant_id={her['id']}",
            "participants",
        )
    ]
    for answer in seen:
        assert answer.status == 200
        assert other["id"] not in answer.body.decode(), answer.body
        assert event["id"] not in answer.body.decode()
    assert organiser.get(f"/api/registrations/v1/participants?network_id={other['id']}").json["items"] == []


def test_what_a_page_carries_names_nobody_of_another_network(world: World) -> None:
    site, own, theirs = world.site, world.own, world.of_another_network
    browser = organiser_of(site, own["network_id"])
    site.clock.set(site.clock.now().replace(month=1, day=5, hour=15))
    browser = organiser_of(site, own["network_id"])
    form = {"csrf": csrf(browser), "participant": theirs["participant_id"], "event": own["event_id"]}
    calls = f"/networks/{own['network_id']}/people/call-list"
    for word in ("accepted", "declined", "tentative"):
        assert browser.post(calls, form | {"answer": word}).status_code == 404
    door = {"csrf": csrf(browser), "present": theirs["participant_id"]}
    assert "said=refused" in browser.post(f"/c/{own['event_id']}", door).headers["Location"]
    site.settle()
    assert "Somebody of menn" not in browser.get(f"/events/{own['event_id']}").text


def test_a_body_names_nobody_of_another_network(world: World) -> None:
    """As above, by the API."""
    own, theirs = world.own, world.of_another_network["participant_id"]
    organiser = of_network(world.site, "registrations", own["network_id"])
    event, there = (f"/api/registrations/v1/events/{ids['event_id']}" for ids in (own, world.of_another_network))
    for word in ("accepted", "declined"):
        body = {"participant_id": theirs, "answer": word}
        for path in (event, there):
            assert organiser.post(f"{path}/registrations", json=body).status == 404
    assert organiser.post(f"{event}/invitations", json={"participant_ids": [theirs]}).status == 404
    member = {"participant_id": theirs, "network_id": own["network_id"]}
    assert organiser.post("/api/registrations/v1/memberships", json=member).status == 404
    hers = f"/api/registrations/v1/participants/{own['participant_id']}"
    for network_id, status in ((None, 403), (world.of_another_network["network_id"], 404), (own["network_id"], 200)):
        wish = {"purpose": "invitations", "given": False, "network_id": network_id}
        assert organiser.patch(hers, json={"consents": [wish]}).status == status
    new = organiser.post("/api/registrations/v1/participants", json={"name": "New", "language": "nb"}).json
    assert (
        organiser.post("/api/registrations/v1/memberships", json=member | {"participant_id": new["id"]}).status == 201
    )


def test_letting_somebody_in_reaches_nobody_of_another_network(world: World) -> None:
    """Name and number, which anybody can write into the public form, are not enough."""
    site, own, theirs = world.site, world.own, world.of_another_network
    asks = {"name": "Somebody of menn", "phone": "+447700900101", "language": "nb", "asked_in": "nb"}
    site.put("registrations/public/networks/kvinner/join-requests", asks)
    organiser = of_network(site, "registrations", own["network_id"])
    waiting = organiser.get(f"/api/registrations/v1/networks/{own['network_id']}/join-requests").json["items"]
    (request,) = [one for one in waiting if one["name"] == "Somebody of menn"]
    made = organiser.post(f"/api/registrations/v1/join-requests/{request['id']}/accept", json={}).json
    assert made["participant_id"] != theirs["participant_id"]
    assert organiser.get(f"/api/registrations/v1/participants/{theirs['participant_id']}").status == 404


@pytest.fixture
def world(site: Site) -> World:
    return World.of(site)


def organiser_of(site: Site, network_id: str) -> Browser:
    email = "organiser@one.example.org"
    if email not in repr(site.rows()["web.accounts"]):
        site.an_account(email, "organiser", network_id=network_id)
    return site.organiser(email)
