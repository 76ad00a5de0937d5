"""Every message that is said keeps its contract, whatever happened to the event."""

from shared.contracts import catalogue
from tests.services.events.organiser import Organiser


def test_all_that_is_said_keeps_its_contract_and_rises_in_revision(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    path = f"/events/{event['id']}"
    organiser.asks("PATCH", path, {"theme": {"nb": "Førstehjelp"}})
    organiser.asks("POST", f"{path}/capacity", {"capacity": None})
    organiser.asks("POST", f"{path}/reschedule", {"starts_at": "2027-03-10T17:00:00+01:00"})
    organiser.asks("POST", f"{path}/cancel", {"reason": "No heating."})
    said = organiser.said()
    assert [one.type for one in said] == [
        "network.changed.v1",
        "event.published.v1",
        "event.changed.v1",
        "event.changed.v1",
        "event.rescheduled.v1",
        "event.cancelled.v1",
    ]
    for one in said:
        assert catalogue()[one.type].schema().validate(catalogue()[one.type].dump(one.data)) == {}
    about_event = [one for one in said if one.subject == event["id"]]
    assert [one.revision for one in about_event] == sorted({one.revision for one in about_event})
    assert about_event[-1].data["reason"] == "No heating."
    assert {one.data["uid"] for one in about_event} == {event["uid"]}


def test_a_message_carries_the_whole_public_state(organiser: Organiser) -> None:
    event = organiser.event(published=True, theme={"en": "Gardens"}, wording="open")
    (said,) = organiser.said("event.published.v1")
    shown = ("title", "theme", "place", "capacity", "wording", "status", "sequence", "timezone", "attendance_mode")
    assert {name: said.data[name] for name in shown} == {name: event[name] for name in shown}
    assert said.data["starts_at"].isoformat() == "2027-03-09T16:00:00+00:00"
