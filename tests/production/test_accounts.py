"""Accounts, links and what was done, on PostgreSQL: as on files, and whoever is at it at the same moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.web import service
from services.web.browser import Browser
from services.web.link import SIGN_IN
from services.web.operations.add_account import add_account
from services.web.operations.change_account import LastOwner, change_account, remove_account
from services.web.operations.send_asked_links import send_asked_links
from services.web.operations.sign_in import sign_in
from services.web.operations.use_link import LinkIsGone, use_link
from services.web.scope import Scope
from services.web.settings import Settings
from shared.database import Database, Transaction
from shared.http.client import ApiClient
from shared.link_tokens import letter_token
from tests.services.web.http.test_asking_for_a_link import asks
from tests.services.web.http.test_settings import csrf
from tests.services.web.site import OWNER, Site, said
from tests.support.at_once import behind
from tests.support.one_service import KEYS, ORGANISATION
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production

HER = "selam@example.org"
SCOPE = Scope(ORGANISATION)


@pytest.fixture
def site(postgresql: PostgreSql, tmp_path: Path) -> Iterator[Site]:
    """A site of which `web` stands on PostgreSQL."""
    made = Site(tmp_path)
    made.services.pop("web").close()
    apis = {name: ApiClient(one.app) for name, one in made.services.items()}
    settings = Settings(samling_public_url="http://localhost", web_database_url=postgresql.new_database())
    made.services["web"] = service.build(settings, made.runtime, apis)
    made.services["web"].migrate()
    made.an_organisation()
    yield made
    made.close()


def account_id(site: Site, email: str) -> str:
    (found,) = [row["id"] for row in site.call("get", "web/accounts").json["items"] if row["email"] == email]
    return str(found)


def test_a_colleague_is_invited_comes_changes_and_goes(site: Site) -> None:
    browser = site.browser(Accept_Language="en")
    asks(site, browser)
    browser.press(browser.get(site.letter_path()))
    browser.press(browser.get("/settings/colleagues/new"), name="Selam", email=HER, role="host")
    hers = site.browser()
    assert hers.post(site.letter_path()).status_code == 303
    address = f"/settings/colleagues/{account_id(site, HER)}"
    changed = {"csrf": csrf(browser), "name": "Selam", "role": "reader", "network_id": ""}
    assert browser.post(address, changed).status_code == 303
    assert "Saved" in said(browser.follow(browser.post(address, changed)))
    assert browser.follow(browser.press(browser.get(f"{address}/remove"))).status_code == 200
    assert hers.get("/").headers["Location"] == "/sign-in"
    words = said(browser.get("/settings/activity"))
    assert words.index("Removed a colleague") < words.index("Changed a colleague") < words.index("Signed in")
    assert browser.post("/settings/sessions/end", {"csrf": csrf(browser)}).status_code == 303
    assert "You are signed in nowhere else." in said(browser.get("/settings/sessions"))


def test_two_owners_who_lower_each_other_at_once_leave_one(site: Site) -> None:
    site.an_account(HER, "owner")
    database = site.services["web"].database
    mine, hers = account_id(site, OWNER), account_id(site, HER)

    def lowers_me() -> None:
        with pytest.raises(LastOwner), database.transaction() as tx:
            change_account(tx, SCOPE, mine, {"role": "host"})

    behind(database, lambda tx: change_account(tx, SCOPE, hers, {"role": "host"}), lowers_me)


def test_of_two_who_add_the_same_address_at_once_one_does(site: Site) -> None:
    database = site.services["web"].database
    made: list[bool] = []

    def adds() -> None:
        with database.transaction() as tx:
            made.append(add_account(tx, ORGANISATION, email=HER, name="Selam", role="host")[1])

    behind(database, lambda tx: add_account(tx, ORGANISATION, email=HER, name="Selam", role="host"), adds)
    assert made == [False]


def test_of_two_who_use_one_link_at_once_one_comes_in(site: Site) -> None:
    database = site.services["web"].database
    token = site.sign_in_path().rpartition("/")[2]

    def uses_it_too() -> None:
        with pytest.raises(LinkIsGone), database.transaction() as tx:
            use_link(tx, token, kinds=(SIGN_IN,))

    behind(database, lambda tx: use_link(tx, token, kinds=(SIGN_IN,)), uses_it_too)


def test_who_is_removed_while_they_sign_in_is_out_all_the_same(site: Site) -> None:
    host = site.an_account(HER, "host")
    token = site.sign_in_path(HER).rpartition("/")[2]
    database = site.services["web"].database
    sessions: list[str] = []

    def signs_in(tx: Transaction) -> None:
        sessions.append(sign_in(tx, token, chance=site.runtime.chance, browser=Browser()))

    behind(database, signs_in, lambda: removes(database, host["id"]))
    browser = site.browser()
    browser.client.set_cookie("samling", sessions[0])
    assert browser.get("/").headers["Location"] == "/sign-in"


def test_who_is_removed_while_their_link_is_written_comes_in_by_no_link(site: Site) -> None:
    host = site.an_account(HER, "host")
    browser = site.browser(Accept_Language="en")
    asks(site, browser, HER)
    database = site.services["web"].database
    with database.transaction() as job:
        send_asked_links(job)
        removes(database, host["id"])
    assert browser.post(site.letter_path()).status_code == 409


def removes(database: Database, account_id: str) -> None:
    with database.transaction() as tx:
        remove_account(tx, SCOPE, account_id)


def test_of_two_jobs_at_once_one_sends_the_link(site: Site) -> None:
    database = site.services["web"].database
    site.browser().post("/sign-in", {"email": OWNER})
    with database.transaction() as first:
        assert send_asked_links(first) == 1
        with database.transaction() as second:
            assert send_asked_links(second) == 0
    assert len(site.letters()) == 1
    assert letter_token(KEYS, site.letters()[0]["link_id"]) in site.letter_path()
