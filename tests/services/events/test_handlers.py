"""What `registrations` tells of seats stands beside the event, and only ever gets newer."""

from typing import Any

from shared.contracts.registrations import SEATS_CHANGED
from tests.services.events.organiser import Organiser


def _hears(organiser: Organiser, event_id: str, revision: int, **seats: Any) -> None:
    data = {"event_id": event_id, "capacity": 20, "allowed": 20, "taken": 0, "waiting": 0} | seats
    organiser.service.hear(SEATS_CHANGED, event_id, data, source="registrations", revision=revision)


def test_seats_are_shown_as_they_were_told_last(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    assert organiser.sees(event)["seats"] is None
    _hears(organiser, event["id"], 5, taken=3, waiting=1)
    seen = organiser.sees(event)
    assert seen["seats"] == {"allowed": 20, "taken": 3, "waiting": 1}
    assert seen["revision"] == event["revision"]


def test_an_older_message_about_seats_changes_nothing(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    _hears(organiser, event["id"], 7, taken=4)
    _hears(organiser, event["id"], 6, taken=3)
    assert organiser.sees(event)["seats"]["taken"] == 4
    assert organiser.service.dead() == []


def test_seats_of_an_event_that_another_organisation_named_are_not_taken(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    data = {"event_id": event["id"], "taken": 9, "waiting": 0}
    organiser.service.hear(SEATS_CHANGED, event["id"], data, source="registrations", organisation="other")
    assert organiser.sees(event)["seats"] is None
    assert organiser.service.dead() == []
