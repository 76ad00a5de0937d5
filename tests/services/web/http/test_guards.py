"""Every page, whatever it is, held to what all of them promise: ids of others, roles, forms of our own (T16, T24, T25).

A new page is looked at without being named here. One that is open to anybody is named in `OPEN`, and a new kind of id
in an address in `tests/services/web/matrix.py`.
"""

from typing import Any

import pytest
from flask import Response

from shared.tokens import RANKS
from tests.services.web.matrix import (
    NOBODYS,
    OF_ORGANISATIONS,
    UNSAFE,
    PageRoute,
    World,
    ask,
    csrf,
    domain_rows,
    filled,
    for_organisers,
    page_routes,
)
from tests.services.web.site import OWNER, Browser, Site, said

pytestmark = pytest.mark.slow

# pages without a session, and what guards those that change something
OPEN = {
    "assets.asset",
    "network.page",
    "network.feed",
    "network.listen",
    "participant.page",
    "participant.ask_not_me",
    "participant.ask_stop",
    "participant.ask_channels",
    "participant.ask_partners",
    "participant.listen",
    "join.page",
    "participant.calendar",
    "sign_in.ask",
    "sign_in.offered",
    "set_up.asked",
}
OPEN_AND_UNSAFE = {
    "participant.answer",  # the secret in the address
    "participant.stop",
    "participant.not_me",
    "participant.needs",
    "participant.start",
    "participant.write_in_language",
    "participant.write_on_channels",
    "participant.tell_partner",
    "join.ask",  # enters nobody: an organiser decides
    "sign_in.asked",  # takes down an address, and tells nobody whose it is
    "sign_in.taken",  # the secret in the address, and that of the browser
    "sign_in.leave",  # the token in the form, if there is a session
    "set_up.sent",  # the secret in the address, on this machine alone
}


# what does not prove that a page of ours sent a form
UNPROVED: list[dict[str, str]] = [
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "none"},
    {"Sec_Fetch_Site": "", "Origin": "null"},
    {"Sec_Fetch_Site": "", "Origin": "https://evil.example"},
    {"Sec_Fetch_Site": "", "Origin": "http://localhost.evil.example"},
    {"Sec_Fetch_Site": "", "Origin": "https://localhost"},
    {"Sec_Fetch_Site": ""},
]


@pytest.fixture
def world(site: Site) -> World:
    return World.of(site)


def in_role(site: Site, role: str, **fields: str) -> Browser:
    if role == "owner" and not fields:
        return site.organiser()
    email = f"{role}@{fields.get('network_id', 'whole').replace('_', '-')}.example.org"
    site.an_account(email, role, **fields)
    return site.organiser(email)


def test_pages_that_are_open_to_anybody_are_known(site: Site) -> None:
    open_to_all = {route.endpoint for route in page_routes(site) if route.role is None}
    assert open_to_all - OPEN - OPEN_AND_UNSAFE == set(), "say what guards it, in OPEN or OPEN_AND_UNSAFE"


def test_every_kind_of_id_in_an_address_is_in_the_matrix(world: World) -> None:
    known = set(world.own)
    missing = {str(route): set(route.ids) - known for route in for_organisers(world.site) if set(route.ids) - known}
    assert missing == {}, "make such a thing in tests/services/web/matrix.py"


def told_apart(world: World, browser: Browser, theirs: dict[str, str], routes: list[PageRoute]) -> list[str]:
    """Where others' things are not answered as what does not exist."""
    faults = []
    for route in routes:
        for foreign, nobodys in world.foreign(route, theirs):
            told, unknown = ask(browser, route, foreign), ask(browser, route, nobodys)
            if told != unknown or (route.method == "GET" and told[0] != 404):
                faults.append(f"{route} with {foreign}: {told[0]}, for nobody's {unknown[0]}")
    return faults


def test_what_is_another_organisation_s_is_answered_as_what_does_not_exist(world: World) -> None:
    browser, before = in_role(world.site, "owner"), domain_rows(world.site)
    assert told_apart(world, browser, world.of_another_organisation, for_organisers(world.site)) == []
    world.site.settle()
    assert changed(before, domain_rows(world.site)) == {}


def test_what_is_another_network_s_is_answered_as_what_does_not_exist(world: World) -> None:
    browser = in_role(world.site, "owner", network_id=world.own["network_id"])
    before = domain_rows(world.site)
    routes = [route for route in for_organisers(world.site) if not OF_ORGANISATIONS & set(route.ids)]
    assert told_apart(world, browser, world.of_another_network, routes) == []
    world.site.settle()
    assert changed(before, domain_rows(world.site)) == {}


def test_twin_one_s_own_things_are_found_by_their_ids_alone(world: World) -> None:
    browser = in_role(world.site, "owner")
    routes = for_organisers(world.site)
    lost = [
        f"{route}: {status}"
        for route in routes
        if route.method == "GET" and (status := ask(browser, route, world.own)[0]) not in (200, 303)
    ]
    assert lost == []
    found = [
        f"{route} with more in {name}: {status}"
        for route in routes
        for name in route.ids
        if (status := ask(browser, route, world.own | {name: f"{world.own[name]}%3Fid=1"})[0]) != 404
    ]
    assert found == [], "what is typed becomes part of another service's address"


def wrongly_let_in(world: World, routes: list[PageRoute]) -> list[str]:
    """Where a rank is refused that the page is for, or is let in below it."""
    faults = []
    for rank in RANKS:
        browser = in_role(world.site, rank)
        for route in routes:
            below = RANKS.index(rank) < RANKS.index(str(route.role))
            if not below and route.method != "GET":
                continue  # it would do it
            refused = ask(browser, route, world.own)[0] == 403
            if refused != below:
                faults.append(f"{route} for {rank}: {'refused' if refused else 'let in'}")
    return faults


def test_each_page_refuses_those_below_its_role_and_no_others(world: World) -> None:
    assert wrongly_let_in(world, for_organisers(world.site)) == []


def test_nobody_comes_to_a_page_without_a_session(world: World) -> None:
    before = world.site.rows()
    for route in for_organisers(world.site):
        path, stranger = route.path(world.own), world.site.browser(Accept_Language="en")
        if route.method == "GET":
            sent_away = [stranger.get(path)]
            live = stranger.get(path, **{"HX-Request": "true"})
            assert (live.status_code, live.text, live.headers["HX-Redirect"]) == (200, "", "/sign-in"), str(route)
        else:
            sent_away = [stranger.post(path, filled(), **headers) for headers in UNPROVED]
            kept = stranger.post(path, filled())
            assert (kept.status_code, "You were signed out in the meantime" in said(kept)) == (403, True), str(route)
        assert {(one.status_code, one.headers["Location"]) for one in sent_away} == {(303, "/sign-in")}, str(route)
    assert world.site.rows() == before


def forged(world: World, browser: Browser, theirs: str, routes: list[PageRoute]) -> list[str]:
    """Where a form is taken that another site sent, or that does not carry the token of this session."""
    good = csrf(browser)
    return [
        f"{route} with {values} {headers}: {answer.status_code}"
        for route in routes
        if route.method in UNSAFE
        for values, headers in attempts(good, theirs)
        if (answer := browser.post(route.path(world.own), filled() | values, **headers)).status_code != 403
    ]


def test_no_page_takes_a_form_from_another_site_or_without_the_token(world: World) -> None:
    browser, other = in_role(world.site, "owner"), in_role(world.site, "organiser")
    theirs = csrf(other)
    before = world.site.rows()
    assert forged(world, browser, theirs, for_organisers(world.site)) == []
    assert changed(before, world.site.rows()) == {}


def attempts(good: str, theirs: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    tokens = [{}, {"csrf": ""}, {"csrf": "0" * 32}, {"csrf": theirs}]
    foreign = [{"Sec_Fetch_Site": site} for site in ("cross-site", "same-site")]
    foreign += [{"Sec_Fetch_Site": "", "Origin": "https://evil.example"}]
    return [(token, {}) for token in tokens] + [({"csrf": good}, headers) for headers in foreign]


def test_open_pages_take_no_form_from_another_site(world: World) -> None:
    unsafe = [route for route in page_routes(world.site) if route.role is None and route.method in UNSAFE]
    before = world.site.rows()
    for route in unsafe:
        browser = world.site.browser()
        if route.endpoint == "sign_in.leave":
            continue  # without a session it only forgets a cookie; with one see below
        path = route.path(dict.fromkeys(route.names, "A" * 22))
        answer = browser.post(path, filled() | {"List-Unsubscribe": ""}, Sec_Fetch_Site="cross-site")
        assert answer.status_code == 403, str(route)
    assert world.site.rows() == before


def test_another_site_signs_nobody_out(site: Site) -> None:
    site.an_organisation()
    browser = site.organiser()
    assert browser.post("/sign-out", {"csrf": csrf(browser)}, Sec_Fetch_Site="cross-site").status_code == 403
    assert browser.post("/sign-out", {}).status_code == 403
    assert browser.get("/").status_code == 200


def test_fields_that_a_form_does_not_have_change_nothing(world: World) -> None:
    """T17: what is not asked for is not taken, wherever it is sent."""
    site = world.site
    (mine,) = [one for one in site.call("get", "web/accounts").json["items"] if one["email"] == OWNER]
    host = in_role(site, "host")
    more = {"role": "owner", "organisation": "annet", "network_id": "", "id": mine["id"], "capacity_taken": "0"}
    more |= {"account_id": mine["id"], "invited_at": "", "created_by": "x", "checked_in": "yes", "csrf": csrf(host)}
    accounts = site.rows()["web.accounts"]
    assert host.post("/settings/language", more | {"language": ""}).status_code == 303
    assert host.post("/settings/sessions/end", more).status_code == 303
    assert host.post("/sign-in", more | {"email": "host@whole.example.org"}).status_code == 303
    host.post(f"/c/{world.own['event_id']}", more | {"participant": NOBODYS})
    assert site.rows()["web.accounts"] == accounts
    owner = site.organiser()
    form = {"csrf": csrf(owner), "name": "somebody", "role": "host", "network_id": world.own["network_id"]}
    address = f"/settings/colleagues/{world.own['account_id']}"
    assert owner.post(address, form | {"email": "evil@example.org", "organisation": "annet"}).status_code == 303
    changed_one = site.call("get", f"web/accounts/{world.own['account_id']}").json
    assert (changed_one["email"], changed_one["organisation"]) == ("somebody@kvinner.example.org", "demo")


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows that are new or gone, by table."""
    tables = {*before, *after}
    differ = {name: sorted({*before.get(name, [])} ^ {*after.get(name, [])}) for name in tables}
    return {name: rows for name, rows in differ.items() if rows}


@pytest.mark.parametrize(
    "rule", ["GET /events/<event_id>", "POST /c/<event_id>", "POST /settings/colleagues/<account_id>"]
)
def test_twin_a_page_that_guards_nothing_is_found_by_each_of_them(world: World, rule: str) -> None:
    app = world.site.services["web"].app
    (route,) = [one for one in for_organisers(world.site) if str(one) == rule]
    kept = app.view_functions[route.endpoint]
    app.view_functions[route.endpoint] = unguarded(kept)
    try:
        told = told_apart(world, in_role(world.site, "owner"), world.of_another_organisation, [route])
        let_in = wrongly_let_in(world, [route])
        taken = forged(world, in_role(world.site, "owner"), "", [route]) or route.method not in UNSAFE
    finally:
        app.view_functions[route.endpoint] = kept
    assert told
    assert let_in or route.role == "reader"
    assert taken


def unguarded(view: Any) -> Any:
    """The same page, which says what it should guard and then shows everybody everything."""

    def shown(**ids: str) -> Response:
        return Response(f"all of {sorted(ids.values())} that is {NOBODYS not in ids.values()}")

    shown.__dict__.update(view.__dict__)
    shown.__dict__.pop("__wrapped__", None)
    return shown
