"""A removed partner takes its names for people with it."""

from tests.services.partners.story import Story


def test_a_removed_partner_loses_its_log_its_pseudonyms_and_its_grants(story: Story) -> None:
    partner, other = story.partner("net_1"), story.partner("net_1")
    story.consents("par_1", partner, revision=5)
    story.attends("par_1", {partner: 5, other: 5})
    person = story.feed(partner)[0]["data"]["person"]
    assert story.call("DELETE", f"/partners/{partner}").status_code == 204
    assert person not in story.everything_stored()
    assert story.call("GET", f"/partners/{partner}").status_code == 404
    assert story.call("DELETE", f"/partners/{partner}").status_code == 404
    assert story.asks(partner).status_code == 401
    assert len(story.feed(other)) == 1
    assert [item["id"] for item in story.call("GET", "/partners").json["items"]] == [other]


def test_a_removed_partner_is_told_nothing_more(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.call("DELETE", f"/partners/{partner}")
    story.attends("par_1", {partner: 5}, attendance="att_2")
    story.consents("par_1", partner, revision=6, given=False)
    with story.service.database.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attendance_log").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM pseudonyms").scalar_one() == 0
