"""Cancelling is for good, and happens once."""

from datetime import timedelta

from tests.services.events.organiser import Organiser


def test_a_cancelled_event_says_why_and_raises_its_sequence(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    gone = organiser.asks("POST", f"/events/{event['id']}/cancel", {"reason": "Burst pipe."})
    assert (gone["status"], gone["sequence"], gone["reason"]) == ("cancelled", 1, "Burst pipe.")
    assert gone["uid"] == event["uid"]


def test_cancelled_twice_is_cancelled_once(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    gone = organiser.asks("POST", f"/events/{event['id']}/cancel", {"reason": "Burst pipe."})
    assert organiser.asks("POST", f"/events/{event['id']}/cancel", {"reason": "Another."}) == gone
    assert len(organiser.said("event.cancelled.v1")) == 1


def test_nothing_else_happens_to_a_cancelled_event(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    organiser.asks("POST", f"/events/{event['id']}/cancel")
    path = f"/events/{event['id']}"
    assert organiser.refused("PATCH", path, {"title": {"nb": "Nytt"}}).status_code == 409
    assert organiser.refused("POST", f"{path}/capacity", {"capacity": 5}).status_code == 409
    later = {"starts_at": "2027-03-16T18:00:00+01:00"}
    assert organiser.refused("POST", f"{path}/reschedule", later).status_code == 409


def test_a_cancelled_draft_is_told_to_nobody(organiser: Organiser) -> None:
    event = organiser.event()
    gone = organiser.asks("POST", f"/events/{event['id']}/cancel")
    assert (gone["status"], gone["sequence"]) == ("cancelled", 0)
    assert organiser.said("event.cancelled.v1") == []


def test_what_is_over_is_not_cancelled(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    organiser.service.clock.advance(timedelta(days=90))
    assert organiser.refused("POST", f"/events/{event['id']}/cancel").status_code == 409
