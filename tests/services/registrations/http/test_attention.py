"""What waits for a person is told of all networks at once, to those who may see to it."""

from datetime import timedelta
from typing import Any

from tests.services.registrations.http.test_join_requests import a_request
from tests.services.registrations.organiser import EVENT, NETWORK, STARTS, Organiser, a_network

ENDS = STARTS + timedelta(hours=2)


def attention(organiser: Organiser, **who: Any) -> Any:
    return organiser.ok("GET", "/attention", **who)


def test_a_roll_is_named_from_the_end_of_its_event_until_it_is_closed_or_old(organiser: Organiser) -> None:
    organiser.service.clock.set(ENDS - timedelta(seconds=1))
    assert attention(organiser)["open_rolls"] == []
    organiser.service.clock.set(ENDS)
    (roll,) = attention(organiser, role="host")["open_rolls"]
    assert (roll["event_id"], roll["title"]["en"], roll["timezone"]) == (EVENT, "Book evening", "Europe/Oslo")
    organiser.service.clock.set(ENDS + timedelta(days=8))
    assert attention(organiser)["open_rolls"] == []
    organiser.service.clock.set(ENDS)
    organiser.ok("POST", f"/events/{EVENT}/attendance/close")
    assert attention(organiser)["open_rolls"] == []


def test_of_many_rolls_the_latest_are_named_in_the_order_of_time(organiser: Organiser) -> None:
    for number in range(2, 26):
        times = {name: at + timedelta(hours=number) for name, at in (("starts_at", STARTS), ("ends_at", ENDS))}
        organiser.event(id=f"evt_{number}", uid=f"{number}@samling", **times)
    organiser.cancelled(id="evt_25", uid="25@samling", **times)
    organiser.service.clock.set(ENDS + timedelta(days=2))
    found = [roll["event_id"] for roll in attention(organiser)["open_rolls"]]
    assert found == [f"evt_{number}" for number in range(5, 25)]


def test_networks_that_somebody_asks_to_join_are_named(organiser: Organiser) -> None:
    organiser.network(public=True)
    organiser.network(id="net_2", slug="other")
    assert attention(organiser)["asked_to_join"] == []
    slug = a_network()["slug"]
    organiser.ok("POST", f"/public/networks/{slug}/join-requests", a_request(), role=None)
    assert attention(organiser)["asked_to_join"] == [NETWORK]


def test_nobody_is_told_of_others(organiser: Organiser) -> None:
    organiser.network(public=True)
    organiser.ok("POST", f"/public/networks/{a_network()['slug']}/join-requests", a_request(), role=None)
    organiser.service.clock.set(ENDS)
    nothing: dict[str, Any] = {"open_rolls": [], "asked_to_join": []}
    assert attention(organiser, organisation="other") == nothing
    assert attention(organiser, network="net_2") == nothing
    assert len(attention(organiser, network=NETWORK)["open_rolls"]) == 1
    assert organiser.call("GET", "/attention", role="reader").status_code == 403
