"""Changes are told as what they mean to people: a new text, or a new place."""

import pytest

from tests.services.events.organiser import Organiser


@pytest.mark.parametrize(
    "changes",
    [{"title": {"nb": "Nytt"}}, {"theme": {"nb": "Helse"}}, {"wording": "open"}, {"attendance_mode": "mixed"}],
)
def test_another_text_needs_no_new_calendar_file(organiser: Organiser, changes: dict[str, object]) -> None:
    event = organiser.event(published=True)
    after = organiser.asks("PATCH", f"/events/{event['id']}", changes)
    assert {name: after[name] for name in changes} == changes
    assert (after["sequence"], after["status"]) == (0, "scheduled")
    assert after["revision"] > event["revision"]
    assert len(organiser.said("event.changed.v1")) == 1


def test_another_place_is_told_like_another_time(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    after = organiser.asks("PATCH", f"/events/{event['id']}", {"place": {"name": "Church hall"}})
    assert (after["sequence"], after["status"], after["uid"]) == (1, "rescheduled", event["uid"])
    assert len(organiser.said("event.rescheduled.v1")) == 1


def test_what_is_as_it_was_is_not_told(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    assert organiser.asks("PATCH", f"/events/{event['id']}", {"title": event["title"]}) == event
    assert organiser.said("event.changed.v1") == []


def test_a_draft_changes_in_silence(organiser: Organiser) -> None:
    event = organiser.event()
    after = organiser.asks("PATCH", f"/events/{event['id']}", {"place": {"name": "Church hall"}})
    assert (after["sequence"], after["status"]) == (0, "draft")
    assert [said.type for said in organiser.said()] == ["network.changed.v1"]


@pytest.mark.parametrize("capacity", [1, 100_000, None])
def test_capacity_is_a_number_of_people_or_no_limit(organiser: Organiser, capacity: int | None) -> None:
    event = organiser.event(published=True)
    after = organiser.asks("POST", f"/events/{event['id']}/capacity", {"capacity": capacity})
    assert (after["capacity"], after["sequence"]) == (capacity, 0)
    assert organiser.said("event.changed.v1")[-1].data["capacity"] == capacity


@pytest.mark.parametrize("body", [{"capacity": 0}, {"capacity": -1}, {"capacity": 100_001}, {"capacity": 2.5}, {}])
def test_no_capacity_at_all_is_refused(caller: Organiser, body: dict[str, object]) -> None:
    event = caller.event(published=True)
    assert caller.refused("POST", f"/events/{event['id']}/capacity", body).status_code == 422
    assert caller.sees(event) == event


def test_a_change_of_what_was_read_before_is_refused_if_it_changed_since(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    path = f"/events/{event['id']}"
    tag = organiser.service.call("GET", path).headers["ETag"]
    fresh = organiser.service.call("PATCH", path, {"title": {"nb": "A"}}, headers={"If-Match": tag})
    assert (fresh.status_code, fresh.headers["ETag"]) == (200, f'"{fresh.get_json()["revision"]}"')
    answer = organiser.refused("PATCH", path, {"title": {"nb": "B"}}, headers={"If-Match": tag})
    assert answer.status_code == 412
    assert organiser.sees(event)["title"] == {"nb": "A"}
