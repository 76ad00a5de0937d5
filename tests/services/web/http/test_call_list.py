"""Who has not answered is called, and what she says is written down once."""

import pytest

from tests.services.web.http.test_people import hidden, organiser, pressed
from tests.services.web.site import Browser, Page, Row, Site, said


def silent(site: Site) -> tuple[Browser, Row, str, Row, Row]:
    """One who is called and one who answered, both invited."""
    browser, network, path = organiser(site)
    called = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", language="fa")
    spoke = site.a_member(network, "Selam Tesfay", phone="+447700900102")
    event = site.an_event(network, capacity=1)
    site.browser().post(f"{site.link(spoke)}/answer", {"answer": "declined"})
    return browser, event, f"{path}/call-list", called, spoke


def answers(site: Site, event: Row) -> dict[str, str]:
    items = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    return {item["name"]: item["status"] for item in items}


def says(browser: Browser, path: str, event: Row, person: Row, answer: str) -> str:
    values = {"event": event["id"], "participant": person["id"], "answer": answer} | hidden(browser, path)
    return said(browser.follow(browser.post(path, values)))


def test_who_has_not_answered_is_listed_with_her_number(site: Site) -> None:
    browser, _, path, _, _ = silent(site)
    page = browser.get(path)
    assert "tel:+447700900101" in Page(page.text).links
    assert "Persian" in said(page)
    assert "Selam Tesfay" not in said(page)
    assert "Messages are stopped" not in said(page)
    site.writes("+447700900101", "STOPP")
    assert "Messages are stopped" in said(browser.get(path))


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ("accepted", "confirmed", "Has a seat"),
        ("declined", "declined", "Declined"),
        ("tentative", "tentative", "Maybe"),
    ],
)
def test_what_she_says_is_recorded_and_she_leaves_the_list(site: Site, answer: str, status: str, words: str) -> None:
    browser, event, path, called, _ = silent(site)
    shown = says(browser, path, event, called, answer)
    assert f"Recorded. Zahra Ahmadi : {words}" in shown
    assert "Everybody who was invited has answered." in shown
    assert answers(site, event)["Zahra Ahmadi"] == status
    kept = site.call("get", f"registrations/participants/{called['id']}/export").json["answers"]
    assert [one["by"].partition(":")[0] for one in kept] == ["owner"]


def test_who_does_not_answer_the_phone_moves_to_the_end_with_the_time(site: Site) -> None:
    browser, network, path = organiser(site)
    people = [site.a_member(network, name, phone=f"+44770090010{number}") for number, name in enumerate("ABC")]
    event = site.an_event(network)
    page = browser.get(f"{path}/call-list")
    first = Page(page.text).forms[-3].values
    assert (first["participant"], first["next"]) == (people[0]["id"], people[1]["id"])
    pressed = browser.post(f"{path}/call-list", first | {"answer": "rang"})
    assert pressed.headers["Location"].endswith("#recorded")
    after = browser.follow(pressed)
    assert "Rang on Monday, 4 January 2027 at 12:00" in said(after)
    order = [form.values["participant"] for form in Page(after.text).forms if "participant" in form.values]
    a, b, c = (one["id"] for one in people)
    assert order == [a, b, c, a]  # what was recorded stands where she stood, before the next; she herself at the end
    assert answers(site, event) == {}
    assert browser.press(after, "accepted").status_code == 303
    assert answers(site, event) == {"A": "confirmed"}
    assert "Rang on" not in said(browser.get(f"{path}/call-list"))


def test_a_yes_says_how_many_come(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi")
    event = site.an_event(network)
    values = {"party_size": "3"}
    for answer, size in (("accepted", 3), ("declined", 3)):
        browser.post(
            f"{path}/call-list",
            hidden(browser, f"{path}/call-list")
            | values
            | {"event": event["id"], "participant": person["id"], "answer": answer},
        )
        (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
        assert hers["party_size"] == size


def test_the_list_opens_on_a_gathering_whose_invitations_have_gone(site: Site) -> None:
    browser, network, path = organiser(site)
    rhythm = {"rrule": "FREQ=WEEKLY;COUNT=1", "starts_at": "2027-01-24T17:00", "duration": "PT2H"}
    body = {"network_id": network["id"], "title": {"en": "First"}, "timezone": "Europe/Oslo", **rhythm}
    series = site.post("events/series", body | {"invite_before": "P14D"})
    site.post(f"events/series/{series['id']}/publish", {})
    (soon,) = site.call("get", f"events/series/{series['id']}/events").json["items"]
    page = said(browser.get(f"{path}/call-list"))
    assert "Invitations to this gathering go out on Sunday, 10 January 2027 at 17:00" in page
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_event(network, days=30, title={"en": "Second"})
    assert "Zahra Ahmadi" in said(browser.get(f"{path}/call-list"))
    assert "go out on" in said(browser.get(f"{path}/call-list?event={soon['id']}"))


def test_where_nobody_is_invited_nobody_has_answered(site: Site) -> None:
    browser, network, path = organiser(site)
    site.an_event(network)
    assert "Nobody is invited to this gathering yet." in said(browser.get(f"{path}/call-list"))


def test_a_wrong_press_is_put_right_from_the_notice(site: Site) -> None:
    browser, event, path, called, _ = silent(site)
    values = {"event": event["id"], "participant": called["id"], "answer": "declined"} | hidden(browser, path)
    page = browser.follow(browser.post(path, values))
    after = browser.press(page, "accepted")
    assert after.status_code == 303
    assert answers(site, event)["Zahra Ahmadi"] == "confirmed"


def test_a_double_press_counts_once(site: Site) -> None:
    browser, event, path, called, _ = silent(site)
    values = {"event": event["id"], "participant": called["id"], "answer": "accepted"} | hidden(browser, path)
    first, second = browser.post(path, values), browser.post(path, values)
    assert first.headers["Location"] == second.headers["Location"]
    kept = site.call("get", f"registrations/participants/{called['id']}/export").json["answers"]
    assert len(kept) == 1


def test_a_full_gathering_puts_her_in_line_and_a_cancelled_one_refuses(site: Site) -> None:
    browser, event, path, called, spoke = silent(site)
    says(browser, path, event, spoke, "accepted")
    assert "In line" in says(browser, path, event, called, "accepted")
    site.post(f"events/events/{event['id']}/cancel", {})
    assert "This could not be recorded" in said_after_cancel(browser, path, event, called)


def said_after_cancel(browser: Browser, path: str, event: Row, person: Row) -> str:
    values = {"event": event["id"], "participant": person["id"], "answer": "accepted"} | hidden(browser, path)
    answer = browser.post(path, values)
    assert "said=refused" in answer.headers["Location"]
    return "This could not be recorded" if answer.status_code == 303 else ""


def test_another_date_can_be_chosen_and_without_one_it_says_so(site: Site) -> None:
    browser, network, path = organiser(site)
    assert "No gathering is announced yet" in said(browser.get(f"{path}/call-list"))
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_event(network, title={"en": "First"})
    later = site.an_event(network, days=20, title={"en": "Second"})
    assert "First" in said(browser.get(f"{path}/call-list"))
    assert "Second" in said(browser.get(f"{path}/call-list?event={later['id']}"))
    assert "First" in said(browser.get(f"{path}/call-list?event=evt_unknown"))


def test_an_answer_must_be_one(site: Site) -> None:
    browser, event, path, called, _ = silent(site)
    values = {"event": event["id"], "participant": called["id"], "answer": "perhaps"} | hidden(browser, path)
    assert browser.post(path, values).status_code == 422
    assert browser.post(path, values | {"answer": "accepted", "event": "../x"}).status_code == 404
    assert browser.post(path, values | {"answer": "accepted", "participant": "par_unknown"}).status_code == 404
    assert "Zahra Ahmadi" not in answers(site, event)


@pytest.mark.slow
def test_a_long_list_of_calls_goes_on_on_a_second_page(site: Site) -> None:
    browser, network, path = organiser(site)
    people = [{"name": f"Person {number:02}", "language": "nb"} for number in range(51)]
    site.post(f"registrations/networks/{network['id']}/members", {"people": people})
    site.an_event(network)
    first = browser.get(f"{path}/call-list")
    (more,) = [link for link in Page(first.text).links if "cursor=" in link]
    second = browser.get(more)
    assert "Person 50" in said(second)
    assert "Person 01" not in said(second)
    assert "cursor=" in pressed(browser, second, f"{path}/call-list").headers.get("Location", "cursor=")
