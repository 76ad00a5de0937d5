"""A series is ended, goes on in another rhythm, and what is changed from its year leads back to it."""

import pytest

from tests.services.web.http.test_series import Row, a_series, dates, network, organiser
from tests.services.web.site import Browser, Page, Site, said

__all__ = ["network", "organiser"]


@pytest.mark.slow
def test_a_series_is_ended_after_seeing_what_goes_and_who_is_told(site: Site, network: Row, organiser: Browser) -> None:
    for name, phone in (("Amal", "+447700900101"), ("Rana", "+447700900102")):
        site.a_member(network, name, phone=phone)
    series = a_series(site, network, rrule="FREQ=WEEKLY;BYDAY=TU")
    site.post(f"events/series/{series['id']}/publish", {})
    site.settle()
    path = f"/series/{series['id']}"
    assert f'href="{path}/end"' in organiser.get(path).text
    words = said(organiser.get(f"{path}/end"))
    assert "The last gathering Tuesday, 5 January 2027 Tuesday, 12 January 2027" in words
    assert "None of them: it ends now" in words
    page = organiser.get(f"{path}/end?last_day=2027-01-05")
    words = said(page)
    assert "After Tuesday, 5 January 2027 no gathering comes any more." in words
    assert "Tuesday, 12 January 2027 2 people are told." in words
    assert "Nobody is told of the others: nobody is invited to them yet." in words
    later = said(organiser.get(f"{path}/end?last_day=2027-01-19"))
    assert "Nobody is invited yet, so nobody is told." in later
    assert "Tuesday, 12 January 2027" not in later
    assert {event["status"] for event in dates(site, series)} == {"scheduled"}
    pressed = Page(page.text).forms[-1]
    before = len(site.phones.texts)
    page = organiser.follow(organiser.post(pressed.action, pressed.values))
    assert "The series has an end now. What came after it is cancelled." in said(page)
    site.settle()
    assert [event["status"] for event in dates(site, series)] == ["scheduled"] + ["cancelled"] * 11
    told = len(site.phones.texts) - before
    assert told == 2  # of the twelfth: later ones invite later
    assert organiser.post(pressed.action, pressed.values).status_code == 303
    site.settle()
    assert len(site.phones.texts) - before == told
    assert "Ended a series" in said(organiser.get("/settings/activity"))


def test_a_series_that_somebody_changed_meanwhile_is_not_ended_unseen(
    site: Site, network: Row, organiser: Browser
) -> None:
    series = a_series(site, network)
    path = f"/series/{series['id']}/end"
    form = Page(organiser.get(f"{path}?last_day=2027-03-09").text).forms[-1]
    site.call("patch", f"events/series/{series['id']}", {"capacity": 5}).raise_for_problem()
    page = organiser.post(form.action, form.values)
    assert page.status_code == 422
    assert "Somebody else changed this in the meantime." in said(page)
    for wrong in ("", "2027-02-30"):
        assert organiser.post(form.action, form.values | {"last_day": wrong}).status_code == 422
    assert organiser.get(f"{path}?last_day=x").status_code == 200
    assert len(dates(site, series)) == 12


def test_a_series_goes_on_in_another_rhythm_from_the_day_after(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network, place={"name": "Biblioteket"}, rrule="FREQ=MONTHLY;BYDAY=2TU")
    site.post(f"events/series/{series['id']}/publish", {})
    site.post(f"events/series/{series['id']}/end", {"last_day": "2027-06-08"})
    page = organiser.get(f"/series/{series['id']}")
    assert "Go on in another rhythm after Tuesday, 8 June 2027" in said(page)
    (link,) = [one for one in Page(page.text).links if "?after=" in one]
    form = Page(organiser.get(link).text).forms[-1]
    kept = {"title.en": "Monthly gathering", "place_name": "Biblioteket", "capacity": "20", "every": "month_2"}
    assert {name: form.values[name] for name in kept} == kept
    assert (form.values["first_day"], form.values["ends"]) == ("2027-06-09", "never")
    organiser.follow(organiser.post(link, form.values | {"time": "18:00", "do": "save"}))
    (other,) = [one for one in site.call("get", "events/series").json["items"] if one["id"] != series["id"]]
    assert dates(site, other)[0]["starts_at"] == "2027-07-13T18:00:00+02:00"
    assert dates(site, series)[-1]["starts_at"] < "2027-06-09" or dates(site, series)[-1]["status"] == "cancelled"
    assert organiser.get(f"/networks/{network['id']}/series/new?after=none").status_code == 404


def test_what_is_changed_from_the_year_leads_back_to_it(site: Site, network: Row, organiser: Browser) -> None:
    series = a_series(site, network)
    first, second, third, *_ = dates(site, series)
    links = Page(organiser.get(f"/series/{series['id']}").text).links
    assert f"/events/{first['id']}/move?back=year" in links
    move = organiser.get(f"/events/{first['id']}/move?back=year")
    shown = organiser.press(move, "look", day="2028-01-11", time="17:00")
    assert organiser.press(shown, "move").headers["Location"] == f"/series/{series['id']}?said=date_moved&year=2028"
    assert "The gathering is moved." in said(organiser.get(f"/series/{series['id']}?said=date_moved&year=2028"))
    for event, what, told in (
        (second, "edit", "changed"),
        (second, "publish", "published"),
        (third, "cancel", "cancelled"),
    ):
        answer = organiser.press(organiser.get(f"/events/{event['id']}/{what}?back=year"))
        assert answer.headers["Location"] == f"/series/{series['id']}?said=date_{told}&year=2027"
    answer = organiser.press(organiser.get(f"/events/{first['id']}/edit"))
    assert answer.headers["Location"] == f"/events/{first['id']}?said=changed"
