"""A partner reads its own feed page by page and misses nothing."""

from datetime import timedelta

import pytest

from services.partners.cursor import write_cursor
from shared.tokens import RANKS, ROLES
from tests.services.partners.story import Story


@pytest.mark.slow
def test_a_partner_reads_its_feed_page_by_page(story: Story) -> None:
    partner = story.partner("net_1")
    for number in range(5):
        story.attends(f"par_{number}", {partner: 5}, attendance=f"att_{number}")
    seen, query = [], "?limit=2"
    for _ in range(3):
        answer = story.asks(partner, query).json
        seen += [item["id"] for item in answer["items"]]
        query = f"?limit=2&after={answer['next']}"
    assert seen == [item["id"] for item in story.feed(partner)]
    assert len(set(seen)) == 5


def test_next_is_never_null_and_stands_still_where_nothing_is_new(story: Story) -> None:
    partner = story.partner("net_1")
    empty = story.asks(partner).json
    assert empty["items"] == []
    assert story.asks(partner, f"?after={empty['next']}").json == empty
    story.attends("par_1", {partner: 5})
    news = story.asks(partner, f"?after={empty['next']}").json
    assert len(news["items"]) == 1
    assert story.asks(partner, f"?after={news['next']}").json == {"items": [], "next": news["next"]}


def test_the_same_page_is_the_same_bytes(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    assert story.asks(partner).data == story.asks(partner).data


@pytest.mark.parametrize(
    "query",
    ["?after=nonsense", "?after=", "?after=bnVsbA", "?limit=0", "?limit=501", "?limit=x", "?cursor=1", "?after=%00"],
)
def test_a_query_that_is_not_understood_is_refused(story: Story, query: str) -> None:
    partner = story.partner("net_1")
    answer = story.asks(partner, query)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"


def test_another_partners_cursor_is_refused(story: Story) -> None:
    one, two = story.partner("net_1"), story.partner("net_1")
    cursor = story.asks(one).json["next"]
    assert story.asks(two, f"?after={cursor}").status_code == 422


def test_a_cursor_ahead_of_the_feed_is_refused(story: Story) -> None:
    partner = story.partner("net_1")
    answer = story.asks(partner, f"?after={write_cursor(partner, 7)}")
    assert answer.status_code == 422
    assert "beginning" in answer.json["detail"]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "partner"])
def test_only_a_partner_reads_the_feed(story: Story, role: str) -> None:
    assert story.call("GET", "/attendance", role=role).status_code == 403


def test_without_a_token_nobody_reads_the_feed(story: Story) -> None:
    assert story.call("GET", "/attendance", role=None).status_code == 401


def test_a_partner_of_another_organisation_is_nobody_here(story: Story) -> None:
    partner = story.partner("net_1")
    assert story.asks(partner, organisation="other").status_code == 401
    assert story.call("GET", "/attendance", role="partner").status_code == 401


def test_a_partner_reads_nothing_but_its_feed(story: Story) -> None:
    partner = story.partner("net_1")
    for path in ("/partners", f"/partners/{partner}", f"/partners/{partner}/grants", f"/partners/{partner}/tokens"):
        assert story.call("GET", path, role="partner", partner=partner).status_code == 403


def test_an_issued_token_reads_the_feed_until_it_is_revoked_or_expires(story: Story) -> None:
    partner = story.partner("net_1")
    issued = story.call("POST", f"/partners/{partner}/tokens", {}).json
    headers = {"Authorization": f"Bearer {issued['token']}"}
    assert story.call("GET", "/attendance", role=None, headers=headers).status_code == 200
    story.clock.advance(timedelta(days=729))
    assert story.call("GET", "/attendance", role=None, headers=headers).status_code == 200
    assert story.call("DELETE", f"/partners/{partner}/tokens/{issued['id']}").status_code == 204
    assert story.call("GET", "/attendance", role=None, headers=headers).status_code == 401
    again = story.call("POST", f"/partners/{partner}/tokens", {}).json
    headers = {"Authorization": f"Bearer {again['token']}"}
    assert story.call("GET", "/attendance", role=None, headers=headers).status_code == 200
    story.clock.advance(timedelta(days=731))
    assert story.call("GET", "/attendance", role=None, headers=headers).status_code == 401


def test_a_token_of_no_row_or_of_another_partners_row_is_refused(story: Story) -> None:
    one, two = story.partner("net_1"), story.partner("net_1")
    issued = story.call("POST", f"/partners/{one}/tokens", {}).json
    assert story.asks(one, subject=issued["id"]).status_code == 200
    assert story.asks(two, subject=issued["id"]).status_code == 401
    assert story.asks(one, subject="ptk_unknown").status_code == 401


def test_ranks_are_not_judged_by_the_partners_rows(story: Story) -> None:
    for role in RANKS:
        assert story.call("GET", "/partners", role=role).status_code == 200
