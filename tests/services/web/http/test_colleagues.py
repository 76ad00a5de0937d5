"""Owners invite colleagues, change what they may do and see them off; an organisation keeps an owner."""

from datetime import timedelta

import pytest

from tests.services.web.site import OWNER, Browser, Page, Row, Site, said

HER = "selam@example.org"


@pytest.fixture(autouse=True)
def _organisation(site: Site) -> None:
    site.an_organisation()


@pytest.fixture
def owner(site: Site) -> Browser:
    return site.organiser(Accept_Language="en")


def invites(owner: Browser, **fields: str) -> str:
    """What the page says after the form was sent."""
    values = {"name": "Selam Tesfay", "email": HER, "role": "host"} | fields
    return said(owner.follow(owner.press(owner.get("/settings/colleagues/new"), **values)))


def account(site: Site, email: str = HER) -> Row:
    (found,) = [row for row in site.call("get", "web/accounts").json["items"] if row["email"] == email]
    return found  # type: ignore[no-any-return]


def fills_in(browser: Browser, path: str, **values: str) -> object:
    """Sends the form of this page, with what stands in it and these values."""
    form = Page(browser.get(path).text).forms[-1]
    assert form.action == path
    return browser.post(path, form.values | values)


def test_an_invited_colleague_comes_in_by_the_button_of_her_link_once(site: Site, owner: Browser) -> None:
    assert "The invitation is on its way by e-mail" in invites(owner, language="nb")
    (letter,) = site.letters()
    assert (letter["kind"], letter["contact"], letter["name"], letter["language"]) == (
        "colleague",
        HER,
        "Selam Tesfay",
        "nb",
    )
    assert "Invited on Monday, 4 January 2027, not yet here" in said(owner.get("/settings/colleagues"))
    site.clock.advance(timedelta(days=6))
    scanner, hers = site.browser(), site.browser()
    path = site.letter_path()
    assert scanner.get(path).status_code == 200
    assert hers.press(hers.get(path)).status_code == 303
    assert hers.get("/").status_code == 200
    assert hers.get("/settings/colleagues").status_code == 403
    assert site.browser().post(path).status_code == 409
    assert account(site)["invited_at"] is None
    assert "Invited a colleague Selam Tesfay" in said(site.organiser(Accept_Language="en").get("/settings/activity"))


def test_the_link_of_an_invitation_ends_after_seven_days_and_is_sent_again(site: Site, owner: Browser) -> None:
    invites(owner)
    first = site.letter_path()
    site.clock.advance(timedelta(days=7))
    assert site.browser().post(first).status_code == 409
    owner = site.organiser(Accept_Language="en")
    address = f"/settings/colleagues/{account(site)['id']}/invite"
    csrf = Page(owner.get("/settings/colleagues").text).forms[0].values["csrf"]
    for _ in range(2):
        assert "sent again" in said(owner.follow(owner.post(address, {"csrf": csrf})))
    assert len(site.letters()) == 2
    assert site.browser().post(first).status_code == 409
    assert site.browser().post(site.letter_path()).status_code == 303
    assert owner.post(address, {"csrf": csrf}).status_code == 409


def test_sending_again_ends_the_link_before(site: Site, owner: Browser) -> None:
    invites(owner)
    first = site.letter_path()
    site.clock.advance(timedelta(minutes=2))
    csrf = Page(owner.get("/settings/colleagues").text).forms[0].values["csrf"]
    owner.post(f"/settings/colleagues/{account(site)['id']}/invite", {"csrf": csrf})
    assert site.browser().post(first).status_code == 409


def test_pressing_twice_sends_one_letter(site: Site, owner: Browser) -> None:
    page = owner.get("/settings/colleagues/new")
    for _ in range(2):
        assert owner.press(page, name="Selam", email=HER, role="host").status_code == 303
    assert len(site.letters()) == 1


def test_what_is_wrong_in_an_invitation_is_said_and_what_was_typed_stands(site: Site, owner: Browser) -> None:
    page = owner.press(owner.get("/settings/colleagues/new"), name="Selam", email="nothing", role="host")
    assert page.status_code == 422
    assert "Write an address such as name@example.org." in said(page)
    assert 'value="Selam"' in page.text
    for wrong in ({"role": "operator"}, {"network_id": "net_of_another"}, {"language": "xx"}):
        values = {"name": "Selam", "email": HER, "role": "host"} | wrong
        assert owner.press(owner.get("/settings/colleagues/new"), **values).status_code == 422
    known = owner.press(owner.get("/settings/colleagues/new"), name="Owner", email=OWNER, role="owner")
    assert "This address has a role here already." in said(known)
    assert site.letters() == []


def test_a_role_changes_at_once_in_a_session_that_is_open(site: Site, owner: Browser) -> None:
    site.an_account(HER, "host")
    hers = site.organiser(HER)
    event, _ = site.invited()
    assert hers.get(f"/c/{event['id']}").status_code == 200
    address = f"/settings/colleagues/{account(site)['id']}"
    fills_in(owner, address, role="reader")
    assert account(site)["role"] == "reader"
    assert hers.get(f"/c/{event['id']}").status_code == 403


def test_a_role_in_one_network_shows_that_network_alone(site: Site, owner: Browser) -> None:
    one, other = site.a_network(), site.a_network(name="Mannsnettverket", slug="menn", signature="Menn")
    site.an_event(one, publish=False, title={"en": "Hers"})
    site.an_event(other, publish=False, title={"en": "Theirs"})
    invites(owner, network_id=one["id"])
    assert "Selam Tesfay" in said(owner.get("/settings/colleagues"))
    hers = site.browser(Accept_Language="en")
    hers.post(site.letter_path())
    words = said(hers.get("/"))
    assert "Hers" in words
    assert "Theirs" not in words


def test_who_is_removed_is_out_at_once_and_can_be_invited_again(site: Site, owner: Browser) -> None:
    site.an_account(HER, "organiser")
    hers = site.organiser(HER)
    link = site.sign_in_path(HER)
    address = f"/settings/colleagues/{account(site)['id']}/remove"
    page = owner.get(address)
    assert "Remove selam?" in said(page)
    assert "Removed" in said(owner.follow(owner.press(page)))
    assert hers.get("/").headers["Location"] == "/sign-in"
    assert len(site.rows()["web.sessions"]) == 1
    assert site.browser().post(link).status_code == 409
    assert site.call("post", "web/sign-in-links", {"email": HER}, role="operator", at="*").status == 404
    assert HER not in said(owner.get("/settings/colleagues"))
    invites(owner, role="reader")
    assert site.browser().post(link).status_code == 409
    assert site.browser().post(site.letter_path()).status_code == 303
    assert account(site)["role"] == "reader"


def test_the_last_owner_is_neither_removed_nor_lowered(site: Site, owner: Browser) -> None:
    network = site.a_network()
    site.an_account("second@example.org", "owner", network_id=network["id"])  # owns one network only
    invites(owner, role="owner", email="third@example.org")  # has not come yet
    address = f"/settings/colleagues/{account(site, OWNER)['id']}"
    page = fills_in(owner, address, role="host", confirm="yes")
    assert "Nobody else owns the whole organisation" in said(page)  # type: ignore[arg-type]
    page = owner.press(owner.get(f"{address}/remove"))
    assert page.status_code == 422
    assert "Nobody else owns the whole organisation" in said(page)
    assert account(site, OWNER)["role"] == "owner"
    assert site.call("delete", f"web/accounts/{account(site, OWNER)['id']}").status == 409
    assert site.call("patch", f"web/accounts/{account(site, OWNER)['id']}", {"role": "host"}).status == 409


def test_nobody_lowers_herself_by_accident(site: Site, owner: Browser) -> None:
    site.an_account("second@example.org", "owner")
    address = f"/settings/colleagues/{account(site, OWNER)['id']}"
    page = fills_in(owner, address, role="organiser")
    assert "This takes rights from yourself" in said(page)  # type: ignore[arg-type]
    assert account(site, OWNER)["role"] == "owner"
    form = Page(page.text).forms[-1]  # type: ignore[attr-defined]
    after = owner.post(address, form.values | {"role": "organiser", "confirm": "yes"})
    assert after.headers["Location"] == "/settings"
    assert owner.get("/settings/colleagues").status_code == 403


def test_an_owner_of_one_network_looks_after_that_network_alone(site: Site) -> None:
    one, other = site.a_network(), site.a_network(name="Mannsnettverket", slug="menn", signature="Menn")
    site.an_account("one@example.org", "owner", network_id=one["id"])
    theirs = site.an_account("other@example.org", "host", network_id=other["id"])
    whole = account(site, OWNER)
    hers = site.organiser("one@example.org", Accept_Language="en")
    words = said(hers.get("/settings/colleagues"))
    assert "one@example.org" in words
    assert "other@example.org" not in words
    assert OWNER not in words
    form = Page(hers.get("/settings/colleagues/new").text).forms[-1].values
    nothing = hers.get("/settings/colleagues/usr_nothing")
    for known in (theirs, whole):
        found = hers.get(f"/settings/colleagues/{known['id']}")
        assert (found.status_code, said(found)) == (404, said(nothing))
        assert hers.post(f"/settings/colleagues/{known['id']}/remove", form).status_code == 404
    for network_id in ("", other["id"]):
        invited = form | {"name": "X", "email": HER, "role": "owner", "network_id": network_id}
        assert hers.post("/settings/colleagues", invited).status_code == 422
    assert hers.post("/settings/organisation", form | {"name": "Mine"}).status_code == 403
    invited = form | {"name": "X", "email": HER, "role": "owner", "network_id": one["id"]}
    assert hers.post("/settings/colleagues", invited).status_code == 303


def test_the_api_changes_and_ends_accounts_of_ones_own_organisation_only(site: Site) -> None:
    site.an_organisation("annet", "other@example.org")
    mine = site.an_account(HER, "host")
    theirs = site.an_account("host@example.org", "host", "annet")
    changed = site.call("patch", f"web/accounts/{mine['id']}", {"role": "organiser", "language": "nb"})
    assert (changed.status, changed.json["role"], changed.json["language"]) == (200, "organiser", "nb")
    assert site.call("get", f"web/accounts/{mine['id']}").json == changed.json
    for method, body in (("get", None), ("patch", {"role": "owner"}), ("delete", None)):
        assert site.call(method, f"web/accounts/{theirs['id']}", body).status == 404
        assert site.call(method, f"web/accounts/{mine['id']}", body, role="organiser").status == 403
    for wrong in ({"email": "x@example.org"}, {"organisation": "annet"}, {"role": "operator"}, {"created_at": "x"}):
        assert site.call("patch", f"web/accounts/{mine['id']}", wrong).status == 422
    assert site.call("delete", f"web/accounts/{mine['id']}").status == 204
    assert site.call("get", f"web/accounts/{mine['id']}").status == 404


def test_the_api_invites(site: Site) -> None:
    body = {"email": HER, "name": "Selam", "role": "host", "invite": True, "language": "sv"}
    made = site.call("post", "web/accounts", body)
    assert made.status == 201
    assert made.json["invited_at"] == "2027-01-04T11:00:00+00:00"
    assert [(letter["kind"], letter["language"]) for letter in site.letters()] == [("colleague", "sv")]


def test_an_address_may_have_a_role_in_each_network(site: Site) -> None:
    one, other = site.a_network(), site.a_network(name="Mannsnettverket", slug="menn", signature="Menn")
    made = [site.an_account(HER, role, network_id=n and n["id"]) for role, n in (("host", one), ("reader", other))]
    assert made[0]["id"] != made[1]["id"]
    assert site.an_account(HER, "host", network_id=one["id"])["id"] == made[0]["id"]
    moved = site.call("patch", f"web/accounts/{made[0]['id']}", {"network_id": other["id"]})
    assert moved.status == 409
