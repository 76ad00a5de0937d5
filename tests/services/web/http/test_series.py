"""Series in the console: a rhythm chosen in words, a year at a glance, and dates skipped, held and themed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.services.web.site import Browser, Page, Site, said

NEW = {
    "title.en": "Monthly gathering",
    "title.nb": "Månedens samling",
    "every": "month_2",
    "day.1": "yes",
    "first_day": "2027-01-05",
    "time": "17:00",
    "minutes": "120",
    "ends": "never",
    "capacity": "20",
    "lead": "14",
    "place_name": "Biblioteket",
    "without.7": "yes",
    "do": "save",
}
Row = dict[str, Any]


@pytest.fixture
def network(site: Site) -> Row:
    site.an_organisation()
    return site.a_network(languages=["nb", "en"])


@pytest.fixture
def organiser(site: Site, network: Row) -> Browser:
    return site.organiser(Accept_Language="en")


def a_series(site: Site, network: Row, **fields: Any) -> Row:
    body = {
        "network_id": network["id"],
        "title": {"en": "Monthly gathering"},
        "rrule": "FREQ=MONTHLY;BYDAY=2TU;COUNT=12",
        "starts_at": "2027-01-05T17:00",
        "duration": "PT2H",
        "capacity": 20,
        "invite_before": "P14D",
    }
    made: Row = site.put("events/series", body | fields)
    return made


def sends(browser: Browser, path: str, values: dict[str, str] | None = None) -> Any:
    """Fills in the form of a page and sends it."""
    page = browser.get(path)
    assert page.status_code == 200, page.text
    form = next(one for one in Page(page.text).forms if one.action in ("", path))
    return browser.post(path, form.values | (values or {}))


def dates(site: Site, series: Row) -> list[Row]:
    found: list[Row] = site.call("get", f"events/series/{series['id']}/events?limit=200").json["items"]
    return found


def test_a_rhythm_in_words_becomes_a_series_with_a_year_of_dates(site: Site, network: Row, organiser: Browser) -> None:
    path = f"/networks/{network['id']}/series/new"
    page = organiser.follow(sends(organiser, path, NEW))
    words = said(page)
    assert "The series is made." in words
    assert "Every month on the second Tuesday , not in July · Biblioteket" in words
    assert "January Tuesday 12 17:00 Monthly gathering Draft 0 of 20 seats taken" in words
    assert "July No date" in words
    (series,) = site.call("get", f"events/series?network_id={network['id']}").json["items"]
    assert series["rrule"] == "FREQ=MONTHLY;BYDAY=2TU;BYMONTH=1,2,3,4,5,6,8,9,10,11,12"
    assert (series["invite_before"], series["title"]) == ("P14D", {"nb": "Månedens samling", "en": "Monthly gathering"})


def test_the_dates_are_shown_before_anything_is_saved(site: Site, network: Row, organiser: Browser) -> None:
    before = site.rows()
    page = sends(organiser, f"/networks/{network['id']}/series/new", NEW | {"do": "look"})
    assert page.status_code == 200
    words = said(page)
    # over the night in March when clocks go forward it stays at five
    for text in ("Tuesday, 12 January 2027 17:00", "Tuesday, 9 March 2027 17:00", "Tuesday, 13 April 2027 17:00"):
        assert text in words
    assert "July 2027" not in words
    assert {name: rows for name, rows in site.rows().items() if name.startswith("events")} == {
        name: rows for name, rows in before.items() if name.startswith("events")
    }


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title.en": "", "title.nb": ""}, "This field is needed."),
        ({"day.1": ""}, "Choose at least one day."),
        ({"time": "25:00"}, "Write a time such as 17:00."),
        ({"first_day": "2027-02-30"}, "Write a day ahead, such as 2027-01-31."),
        ({"ends": "times", "times": "0"}, "Write a number from 1 to 60."),
        ({"ends": "until", "until": "2027-01-01"}, "Write a day after the first."),
        ({"capacity": "many"}, "Write a number from 1 to 100000."),
        ({f"without.{month}": "yes" for month in range(1, 13)}, "Leave at least one month."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_is_kept(
    network: Row, organiser: Browser, wrong: dict[str, str], told: str
) -> None:
    page = sends(organiser, f"/networks/{network['id']}/series/new", NEW | wrong)
    assert page.status_code == 422
    assert told in said(page)
    assert 'value="Biblioteket"' in page.text


def test_a_rule_without_dates_and_a_first_date_that_is_past_are_refused(network: Row, organiser: Browser) -> None:
    past = NEW | {"first_day": "2027-01-04", "day.0": "yes", "every": "week", "time": "10:00"}
    assert sends(organiser, f"/networks/{network['id']}/series/new", past).status_code == 422
    never = NEW | {"ends": "until", "until": "2027-01-06"}
    page = sends(organiser, f"/networks/{network['id']}/series/new", never)
    assert page.status_code == 422


def test_the_list_says_how_often_and_when_next(site: Site, network: Row, organiser: Browser) -> None:
    a_series(site, network)
    a_series(site, network, title={"en": "Language café"}, rrule="FREQ=WEEKLY;BYDAY=MO,TH")
    a_series(site, network, title={"en": "Odd one"}, rrule="FREQ=MONTHLY;BYMONTHDAY=15")
    words = said(organiser.get(f"/networks/{network['id']}/series"))
    assert "Every month on the second Tuesday , 12 times" in words
    assert "Every week on Monday and Thursday" in words
    assert "FREQ=MONTHLY;BYMONTHDAY=15" in words
    assert "Next: Tuesday, 12 January 2027" in words


def test_a_draft_that_is_skipped_can_be_held_after_all(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network)
    path = f"/series/{series['id']}"
    page = organiser.get(path)
    form = next(one for one in Page(page.text).forms if one.values.get("date") == "2027-03-09")
    page = organiser.follow(organiser.post(form.action, form.values))
    assert "There is no gathering then. Nobody had heard of it" in said(page)
    assert "March Tuesday 9 17:00 No gathering this time" in said(page)
    assert len(dates(site, series)) == 11
    undo = next(one for one in Page(page.text).forms if one.action.endswith("/hold"))
    page = organiser.follow(organiser.post(undo.action, undo.values))
    assert "The gathering is held after all." in said(page)
    assert "2027-03-09T17:00:00+01:00" in [event["starts_at"] for event in dates(site, series)]


def test_an_announced_date_is_skipped_only_by_calling_it_off(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network)
    site.post(f"events/series/{series['id']}/publish", {})
    page = organiser.get(f"/series/{series['id']}")
    token = Page(page.text).forms[0].values
    answer = organiser.post(f"/series/{series['id']}/skip", token | {"date": "2027-03-09"})
    (march,) = [event for event in dates(site, series) if event["series_date"] == "2027-03-09"]
    assert answer.headers["Location"] == f"/events/{march['id']}/cancel"
    assert march["status"] == "scheduled"


def test_all_themes_of_a_year_are_saved_in_one_press_and_only_what_changed_is_sent(
    site: Site, network: Row, organiser: Browser
) -> None:
    series = a_series(site, network)
    first, second = dates(site, series)[:2]
    known = {"nb": "Helse", "uk": "Здоров'я"}
    site.call("patch", f"events/events/{first['id']}", {"theme": known}).raise_for_problem()
    before = {event["id"]: event["revision"] for event in dates(site, series)}
    path = f"/series/{series['id']}/themes"
    themes = {f"theme.{first['id']}.nb": "Helse", f"theme.{second['id']}.en": "Money"}
    page = organiser.follow(sends(organiser, path, themes))
    assert "The themes are saved." in said(page)
    after = {event["id"]: event for event in dates(site, series)}
    assert after[second["id"]]["theme"] == {"en": "Money"}
    assert after[first["id"]]["theme"] == known
    assert {key for key, event in after.items() if event["revision"] != before[key]} == {second["id"]}


def test_a_theme_that_somebody_else_changed_meanwhile_is_not_lost(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network)
    first, second = dates(site, series)[:2]
    path = f"/series/{series['id']}/themes"
    form = Page(organiser.get(path).text).forms[-1]
    site.call("patch", f"events/events/{first['id']}", {"theme": {"en": "Hers"}}).raise_for_problem()
    typed = {f"theme.{first['id']}.en": "Mine", f"theme.{second['id']}.en": "Money"}
    page = organiser.post(path, form.values | typed)
    assert page.status_code == 422
    assert "Somebody else changed this date in the meantime" in said(page)
    assert "Mine" in page.text
    themes = {event["id"]: event["theme"] for event in dates(site, series)}
    assert (themes[first["id"]], themes[second["id"]]) == ({"en": "Hers"}, {"en": "Money"})


def test_announcing_says_when_invitations_go_out_and_that_sending_is_held(site: Site, organiser: Browser) -> None:
    network = site.a_network(slug="held", sending="held", languages=["en"])
    series = a_series(site, network, starts_at="2027-02-01T17:00")
    path = f"/series/{series['id']}/publish"
    words = said(organiser.get(path))
    assert "12 dates are announced" in words
    assert "invites the members of the network 14 days before it." in words
    assert "The first invitations go out on Tuesday, 26 January 2027 at 17:00." in words
    assert "Sending is held in this network" in words
    page = organiser.follow(sends(organiser, path))
    assert "The dates are announced." in said(page)
    assert {event["status"] for event in dates(site, series)} == {"scheduled"}


def test_changing_a_series_changes_its_dates_and_a_stale_page_is_refused(
    site: Site, network: Row, organiser: Browser
) -> None:
    series = a_series(site, network)
    path = f"/series/{series['id']}/edit"
    form = Page(organiser.get(path).text).forms[-1]
    changed = form.values | {"title.en": "Women's evening", "do": "save"}
    assert organiser.post(path, changed).status_code == 303
    assert {event["title"]["en"] for event in dates(site, series)} == {"Women's evening"}
    page = organiser.post(path, changed)
    assert page.status_code == 422
    assert "Somebody else changed this in the meantime." in said(page)


def test_the_rhythm_of_an_announced_series_is_not_asked_for(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network)
    site.post(f"events/series/{series['id']}/publish", {})
    page = organiser.get(f"/series/{series['id']}/edit")
    assert 'name="every"' not in page.text
    assert organiser.follow(sends(organiser, f"/series/{series['id']}/edit", {"title.en": "New", "do": "save"}))
    assert dates(site, series)[0]["title"] == {"en": "New"}


def test_the_year_of_the_next_date_is_shown_first_and_the_other_is_named(site: Site, network: Row) -> None:
    series = a_series(site, network, rrule="FREQ=MONTHLY;BYDAY=2TU", starts_at="2027-11-01T17:00")
    path = f"/series/{series['id']}"
    site.clock.advance(timedelta(days=300))
    browser = site.organiser(Accept_Language="en")
    words = said(browser.get(path))
    assert "November Tuesday 9 17:00 Monthly gathering Draft" in words
    assert "There are also dates in 2028." in words
    for day in ("2027-11-09", "2027-12-14"):
        site.put(f"events/series/{series['id']}/exceptions", {"date": day, "skip": True})
    words = said(browser.get(path))
    assert "January Tuesday 11 17:00 Monthly gathering Draft" in words
    assert "There are also dates in" not in words


def test_years_are_turned_and_what_comes_later_is_shown(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network, rrule="FREQ=MONTHLY;BYDAY=2TU")
    words = said(organiser.get(f"/series/{series['id']}?year=2028"))
    assert "January Tuesday 11 17:00 Comes by itself when the time is nearer" in words
    assert organiser.get(f"/series/{series['id']}?year=x").status_code == 200


@pytest.mark.slow
def test_a_reader_looks_and_changes_nothing(site: Site, network: Row) -> None:
    site.an_account("reader@example.org", "reader")
    series = a_series(site, network)
    reader = site.organiser("reader@example.org", Accept_Language="en")
    page = reader.get(f"/series/{series['id']}")
    assert page.status_code == 200
    assert not [one for one in Page(page.text).forms if one.action.startswith("/series")]
    for path in (f"/networks/{network['id']}/series/new", f"/series/{series['id']}/edit"):
        assert reader.get(path).status_code == 403
    for path in ("edit", "publish", "themes", "end"):
        assert reader.get(f"/series/{series['id']}/{path}").status_code == 403
    token = Page(page.text).forms[0].values
    for path in ("skip", "hold", "publish", "themes", "end"):
        assert reader.post(f"/series/{series['id']}/{path}", token | {"date": "2027-03-09"}).status_code == 403


@pytest.mark.slow
def test_another_organisations_series_do_not_exist(site: Site, network: Row) -> None:
    site.an_organisation("annet", "other@example.org")
    series = a_series(site, network)
    other = site.organiser("other@example.org")
    for path in (f"/networks/{network['id']}/series", f"/series/{series['id']}", f"/series/{series['id']}/themes"):
        assert other.get(path).status_code == 404
    assert other.get("/series/..%2fnetworks").status_code == 404
    site.clock.advance(timedelta(seconds=1))
