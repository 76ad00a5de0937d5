"""Publishing announces once and says when to invite."""

from datetime import timedelta

from tests.services.events.organiser import Organiser


def test_a_single_event_invites_now(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    assert (event["status"], event["sequence"]) == ("scheduled", 0)
    assert event["invite_at"] == "2027-01-04T11:00:00+00:00"


def test_a_date_of_a_series_invites_its_lead_time_before(organiser: Organiser) -> None:
    first, second, third, *_ = organiser.dates(organiser.series())
    on_time = organiser.asks("POST", f"/events/{second['id']}/publish", {"invite": "on_time"})
    assert on_time["invite_at"] == "2027-01-26T16:00:00+00:00"
    now = organiser.asks("POST", f"/events/{third['id']}/publish", {"invite": "now"})
    assert now["invite_at"] == "2027-01-04T11:00:00+00:00"
    late = organiser.asks("POST", f"/events/{first['id']}/publish")
    assert late["invite_at"] == "2027-01-04T11:00:00+00:00"


def test_published_twice_is_published_once(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    organiser.service.clock.advance(timedelta(hours=1))
    assert organiser.asks("POST", f"/events/{event['id']}/publish", {"invite": "now"}) == event
    assert len(organiser.said("event.published.v1")) == 1


def test_what_would_invite_later_invites_now_if_asked_to(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    date = organiser.dates(series)[1]
    path = f"/events/{date['id']}/publish"
    assert organiser.asks("POST", path) == date
    early = organiser.asks("POST", path, {"invite": "now"})
    assert (early["invite_at"], early["sequence"]) == ("2027-01-04T11:00:00+00:00", 0)
    [said] = organiser.said("event.changed.v1")
    assert (said.subject, said.data["invite_at"].isoformat()) == (date["id"], early["invite_at"])
    assert organiser.asks("POST", path, {"invite": "now"}) == early
    assert len(organiser.said("event.changed.v1")) == 1


def test_what_has_begun_is_not_announced(organiser: Organiser) -> None:
    event = organiser.event()
    organiser.service.clock.advance(timedelta(days=90))
    assert organiser.refused("POST", f"/events/{event['id']}/publish").status_code == 409
    assert organiser.sees(event)["status"] == "draft"


def test_a_cancelled_event_is_not_published(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    organiser.asks("POST", f"/events/{event['id']}/cancel")
    assert organiser.refused("POST", f"/events/{event['id']}/publish").status_code == 409


def test_an_unknown_way_to_invite_is_refused(organiser: Organiser) -> None:
    event = organiser.event()
    assert organiser.refused("POST", f"/events/{event['id']}/publish", {"invite": "never"}).status_code == 422
