"""Organisations, accounts and links over HTTP: for the operator, and accounts for owners of their own."""

import pytest

from shared.tokens import EVERY_ORGANISATION
from tests.services.web.site import OWNER, Site

OPERATOR = {"role": "operator", "at": EVERY_ORGANISATION}
NEW = {"slug": "demo", "name": "Møtestedet", "owner_email": OWNER}


def test_an_organisation_is_made_once_and_then_stays(site: Site) -> None:
    first = site.call("post", "web/organisations", NEW, **OPERATOR)
    again = site.call(
        "post", "web/organisations", NEW | {"name": "Another", "owner_email": "b@example.org"}, **OPERATOR
    )
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert [item["slug"] for item in site.call("get", "web/organisations", **OPERATOR).json["items"]] == ["demo"]
    assert [item["email"] for item in site.call("get", "web/accounts", **OPERATOR).json["items"]] == [OWNER]


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "Demo"), ("slug", "-demo"), ("slug", "d_"), ("owner_email", "a b@example.org"), ("name", ""), ("x", 1)],
)
def test_a_wrong_field_is_named(site: Site, field: str, value: object) -> None:
    answer = site.call("post", "web/organisations", NEW | {field: value}, **OPERATOR)
    assert answer.status == 422
    assert list(answer.json["errors"]) == [field]


@pytest.mark.parametrize("path", ["organisations", "sign-in-links", "set-up-links"])
@pytest.mark.parametrize("role", ["owner", "participant", "partner"])
def test_only_the_operator_lets_people_in(site: Site, path: str, role: str) -> None:
    site.an_organisation()
    assert site.call("post", f"web/{path}", NEW, role=role).status == 403


def test_an_owner_adds_people_to_her_own_organisation_only(site: Site) -> None:
    site.an_organisation()
    site.an_organisation("annet", "other@example.org")
    body = {"email": "Host@example.org", "name": "Vert", "role": "host"}
    added = site.call("post", "web/accounts", body)
    assert (added.status, added.json["email"], added.json["organisation"]) == (201, "host@example.org", "demo")
    assert site.call("post", "web/accounts", body).status == 200
    assert site.call("post", "web/accounts", body | {"role": "owner"}).status == 409
    assert site.call("post", "web/accounts", body | {"organisation": "annet"}).status == 422
    assert site.call("post", "web/accounts", body, role="organiser").status == 403
    assert {item["organisation"] for item in site.call("get", "web/accounts").json["items"]} == {"demo"}


def test_the_operator_says_in_which_organisation(site: Site) -> None:
    body = {"email": "host@example.org", "name": "Vert", "role": "host"}
    assert site.call("post", "web/accounts", body, **OPERATOR).status == 422
    assert site.call("post", "web/accounts", body | {"organisation": "unknown"}, **OPERATOR).status == 404


def test_a_sign_in_link_is_only_for_those_who_organise(site: Site) -> None:
    site.an_organisation()
    made = site.call("post", "web/sign-in-links", {"email": OWNER.upper()}, **OPERATOR)
    assert made.status == 201
    assert made.json["url"].startswith("http://localhost/sign-in/")
    assert made.json["expires_at"] == "2027-01-04T11:10:00+00:00"
    for body in ({"email": "nobody@example.org"}, {"email": OWNER, "organisation": "annet"}):
        assert site.call("post", "web/sign-in-links", body, **OPERATOR).status == 404


def test_the_audit_balances(site: Site) -> None:
    site.an_organisation()
    books = site.call("get", "web/audit", **OPERATOR).json["books"]
    assert all(book["balanced"] for book in books)
    assert {"name": "organisations", "owed": 1, "found": {"with an owner": 1}, "balanced": True} in books
