"""The first organisation of an empty product is set up once, in time, and on the machine itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.tokens import EVERY_ORGANISATION
from tests.services.web.site import Site, said

GIVEN = {
    "name": "Møtestedet",
    "slug": "motestedet",
    "owner_name": "Ingrid Solberg",
    "owner_email": "Ingrid@Example.org",
}


def path(site: Site) -> str:
    link = site.post("web/set-up-links", {}, role="operator", at=EVERY_ORGANISATION)
    return str(link["url"]).removeprefix("http://localhost").removeprefix("https://samling.example.org")


def test_the_form_makes_the_organisation_and_signs_its_owner_in(site: Site) -> None:
    browser = site.browser()
    page = browser.get(path(site))
    front = browser.follow(browser.press(page, **GIVEN))
    assert "Møtestedet" in said(front)
    (account,) = site.call("get", "web/accounts", at="motestedet").json["items"]
    assert (account["email"], account["role"]) == ("ingrid@example.org", "owner")


def test_the_link_is_good_once_and_no_second_is_made(site: Site) -> None:
    first = path(site)
    spare = path(site)
    assert site.browser().post(first, GIVEN).status_code == 303
    for link in (first, spare):
        assert site.browser().post(link, GIVEN | {"slug": "annet"}).status_code == 409
    assert site.browser().get(site.sign_in_path("ingrid@example.org").replace("sign-in", "set-up")).status_code == 409
    assert site.call("post", "web/set-up-links", {}, role="operator", at=EVERY_ORGANISATION).status == 409


def test_the_link_is_good_for_ten_minutes(site: Site) -> None:
    link = path(site)
    site.clock.advance(timedelta(minutes=10))
    assert site.browser().get(link).status_code == 409
    assert site.browser().post(link, GIVEN).status_code == 409


def test_only_this_machine_sets_it_up(site: Site) -> None:
    link = path(site)
    away = {"REMOTE_ADDR": "192.0.2.1"}
    client = site.browser().client
    assert client.get(link, environ_overrides=away).status_code == 404
    assert client.post(link, data=GIVEN, environ_overrides=away).status_code == 404
    assert site.browser().get(link).status_code == 200


@pytest.mark.slow
def test_a_product_with_a_public_address_is_not_set_up_in_a_browser(make_site: Callable[..., Site]) -> None:
    site = make_site(public_url="https://samling.example.org")
    assert site.browser().get(path(site)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("slug", "Not A Slug", "Små bokstaver, tall og bindestrek, som mitt-nettverk."),
        ("owner_email", "nobody", "Skriv en adresse som navn@example.org."),
        ("name", "", "Dette feltet må fylles ut."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    site: Site, field: str, value: str, words: str
) -> None:
    link = path(site)
    before = site.rows()
    page = site.browser(Accept_Language="nb").post(link, GIVEN | {field: value})
    assert page.status_code == 422
    assert words in said(page)
    assert f'aria-describedby="{field}-' in page.text or f" {field}-fault" in page.text
    assert "Ingrid Solberg" in page.text
    assert site.rows() == before
    assert site.browser().post(link, GIVEN).status_code == 303


def test_another_sites_form_sets_nothing_up(site: Site) -> None:
    link = path(site)
    assert site.browser().post(link, GIVEN, Sec_Fetch_Site="cross-site").status_code == 403
    assert site.browser().post(link, GIVEN).status_code == 303
