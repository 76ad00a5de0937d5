"""Organisers keep partners; others see nothing of them."""

from collections.abc import Callable

import pytest

from shared.http.authentication import routes_without_authentication
from tests.services.partners.story import Story


def test_a_partner_is_made_shown_and_listed(story: Story) -> None:
    made = story.call("POST", "/partners", {"name": " Skatt nord "})
    assert made.status_code == 201
    assert made.json["name"] == "Skatt nord"
    shown = story.call("GET", f"/partners/{made.json['id']}", role="reader")
    assert shown.json == made.json
    assert shown.headers["ETag"] == f'"{made.json["revision"]}"'
    assert story.call("GET", "/partners", role="reader").json == {"items": [made.json], "next": None}


def test_the_same_request_twice_makes_one_partner(story: Story) -> None:
    headers = {"Idempotency-Key": "one"}
    first, second = (story.call("POST", "/partners", {"name": "Skatt nord"}, headers=headers) for _ in range(2))
    assert first.json == second.json
    assert len(story.call("GET", "/partners").json["items"]) == 1


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 101}, {"name": 5}, {"name": "x", "more": 1}, []])
def test_a_partner_that_is_not_understood_is_refused(story: Story, body: object) -> None:
    assert story.call("POST", "/partners", body).status_code == 422
    assert story.call("GET", "/partners").json["items"] == []


def test_a_grant_is_given_once_listed_and_ended(story: Story) -> None:
    partner = story.partner()
    grant = story.grant(partner)
    assert story.grant(partner) == grant
    listed = story.call("GET", f"/partners/{partner}/grants", role="reader").json["items"]
    assert [(item["id"], item["network_id"], item["by"], item["ended_at"]) for item in listed] == [
        (grant, "net_1", "organiser:usr_test", None)
    ]
    for _ in range(2):
        assert story.call("DELETE", f"/partners/{partner}/grants/{grant}").status_code == 204
    listed = story.call("GET", f"/partners/{partner}/grants").json["items"]
    assert (listed[0]["ended_at"], listed[0]["ended_by"]) == ("2027-01-04T11:00:00+00:00", "organiser:usr_test")
    assert story.grant(partner) != grant


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"network_id": "net_1"},
        {"network_id": "net_1", "purpose": "invitations"},
        {"network_id": "", "purpose": "attendance"},
        {"network_id": 1, "purpose": "attendance"},
    ],
)
def test_a_grant_that_is_not_understood_is_refused(story: Story, body: object) -> None:
    assert story.call("POST", f"/partners/{story.partner()}/grants", body).status_code == 422


def test_a_grant_for_a_network_that_is_not_known_here_is_not_found(story: Story) -> None:
    story.network("net_other", slug="fremmed", organisation="other")
    partner = story.partner()
    for network in ("net_unknown", "net_other"):
        answer = story.call("POST", f"/partners/{partner}/grants", {"network_id": network, "purpose": "attendance"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (404, "1")


def test_a_token_is_shown_once_and_kept_nowhere(story: Story) -> None:
    partner = story.partner()
    headers = {"Idempotency-Key": "one"}
    first, second = (story.call("POST", f"/partners/{partner}/tokens", {}, headers=headers) for _ in range(2))
    token = first.json["token"]
    assert second.json == {name: value for name, value in first.json.items() if name != "token"}
    assert story.call("GET", f"/partners/{partner}/tokens").json["items"] == [second.json]
    assert token not in story.everything_stored()
    assert token.rsplit(".", 1)[-1] not in story.everything_stored()


ROUTES: dict[str, Callable[[Story, str, str, str], tuple[str, str, object]]] = {
    "show": lambda story, partner, grant, token: ("GET", f"/partners/{partner}", None),
    "remove": lambda story, partner, grant, token: ("DELETE", f"/partners/{partner}", None),
    "list grants": lambda story, partner, grant, token: ("GET", f"/partners/{partner}/grants", None),
    "give grant": lambda story, partner, grant, token: (
        "POST",
        f"/partners/{partner}/grants",
        {"network_id": "net_1", "purpose": "attendance"},
    ),
    "end grant": lambda story, partner, grant, token: ("DELETE", f"/partners/{partner}/grants/{grant}", None),
    "list tokens": lambda story, partner, grant, token: ("GET", f"/partners/{partner}/tokens", None),
    "issue token": lambda story, partner, grant, token: ("POST", f"/partners/{partner}/tokens", {}),
    "revoke token": lambda story, partner, grant, token: ("DELETE", f"/partners/{partner}/tokens/{token}", None),
}


@pytest.mark.parametrize("name", ROUTES)
def test_another_organisations_partner_answers_like_none(story: Story, name: str) -> None:
    partner = story.partner()
    grant, token = story.grant(partner), story.call("POST", f"/partners/{partner}/tokens", {}).json["id"]
    method, path, body = ROUTES[name](story, partner, grant, token)
    foreign = story.call(method, path, body, organisation="other")
    method, path, body = ROUTES[name](story, "prt_none", "grn_none", "ptk_none")
    none = story.call(method, path, body)
    assert foreign.status_code == none.status_code == 404
    assert foreign.json == none.json


@pytest.mark.parametrize("name", ["end grant", "revoke token"])
def test_a_grant_or_token_is_found_below_its_own_partner_only(story: Story, name: str) -> None:
    partner, other = story.partner(), story.partner()
    grant, token = story.grant(partner), story.call("POST", f"/partners/{partner}/tokens", {}).json["id"]
    method, path, body = ROUTES[name](story, other, grant, token)
    assert story.call(method, path, body).status_code == 404


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in ("show", "list grants")])
def test_a_reader_changes_nothing(story: Story, name: str) -> None:
    partner = story.partner()
    method, path, body = ROUTES[name](story, partner, "grn_1", "ptk_1")
    for role in ("reader", "host", "partner", "participant"):
        claims = {"partner": partner} if role == "partner" else {}
        assert story.call(method, path, body, role=role, **claims).status_code == 403


def test_a_token_for_one_network_does_not_keep_partners(story: Story) -> None:
    assert story.call("GET", "/partners", network="net_1").status_code == 403
    assert story.call("POST", "/partners", {"name": "Skatt nord"}, network="net_1").status_code == 403


def test_every_route_says_who_may_call_it(story: Story) -> None:
    assert routes_without_authentication(story.service.app) == []


def test_the_openapi_document_names_the_feed(story: Story) -> None:
    document = story.call("GET", "/openapi.json", role=None).json
    feed = document["paths"]["/api/partners/v1/attendance"]["get"]
    assert feed["x-roles"] == ["partner"]
