"""Attendance by month in the console: numbers without names, and what was not recorded is never shown as zero."""

from datetime import timedelta

from tests.services.web.site import Browser, Page, Site, said


def test_a_year_by_month(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    people = [site.a_member(network, name, phone="+447700900101") for name in ("Amal Haddad", "Rana Khalil")]
    event = site.an_event(network)
    silent = site.an_event(network, days=40)
    for one in people:
        answer = {"participant_id": one["id"], "answer": "accepted"}
        site.post(f"registrations/events/{event['id']}/registrations", answer)
    site.clock.advance(timedelta(days=8))
    site.settle()
    body = {"participant_id": people[0]["id"], "status": "late"}
    site.post(f"registrations/events/{event['id']}/attendance", body)
    site.clock.advance(timedelta(days=33))
    site.an_account("reader@example.org", "reader")
    reader = site.organiser("reader@example.org", Accept_Language="en")
    overview = Page(reader.get(f"/networks/{network['id']}/series").text)
    assert f"/networks/{network['id']}/attendance" in overview.links
    page = reader.get(f"/networks/{network['id']}/attendance?year=2027")
    words = said(page)
    assert silent["starts_at"][:7] == "2027-02"
    assert "January 1 2 0 1 0 0 0 0 1 February 1 0 Nobody was recorded 0" in words
    assert "March 0 No gathering" in words
    assert "Haddad" not in page.text


def test_an_empty_year_and_what_is_not_yours(site: Site) -> None:
    site.an_organisation()
    site.an_organisation("annet", "other@example.org")
    network = site.a_network()
    path = f"/networks/{network['id']}/attendance"
    organiser: Browser = site.organiser(Accept_Language="en")
    assert "No gathering has begun in this year yet." in said(organiser.get(path))
    assert organiser.get(f"{path}?series=ser_none").status_code == 404
    assert site.organiser("other@example.org").get(path).status_code == 404
