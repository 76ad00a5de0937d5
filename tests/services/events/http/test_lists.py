"""Lists go by key, events in the order of time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from services.events.event import Event
from tests.services.events.organiser import Organiser
from tests.support.looks import Steps


def test_events_come_in_the_order_of_time_page_by_page(organiser: Organiser) -> None:
    network = organiser.network()["id"]
    series = organiser.series(network)
    single = organiser.event(network, starts_at="2027-01-10T17:00:00+01:00", ends_at="2027-01-10T19:00:00+01:00")
    seen, path = [], "/events?limit=5"
    while True:
        page = organiser.asks("GET", path)
        seen += page["items"]
        if page["next"] is None:
            break
        path = f"/events?limit=5&cursor={page['next']}"
    assert [event["id"] for event in seen] == [single["id"], *(date["id"] for date in organiser.dates(series))]


def test_events_are_found_by_network_and_time(organiser: Organiser) -> None:
    one, two = organiser.network()["id"], organiser.network(slug="two")["id"]
    organiser.series(one)
    other = organiser.event(two)
    assert [event["id"] for event in organiser.asks("GET", f"/events?network_id={two}")["items"]] == [other["id"]]
    between = "/events?from=2027-03-09T17:00:00Z&to=2027-04-13T15:00:01Z"
    found = [event["starts_at"] for event in organiser.asks("GET", between)["items"]]
    assert found == ["2027-03-09T17:00:00+01:00", "2027-03-09T17:00:00+01:00", "2027-04-13T17:00:00+02:00"]


def test_a_network_is_found_by_its_slug(organiser: Organiser) -> None:
    organiser.network()
    second = organiser.network(slug="second")
    assert organiser.asks("GET", "/networks?slug=second")["items"] == [second]
    assert organiser.asks("GET", "/networks?slug=third")["items"] == []
    page = organiser.asks("GET", "/networks?limit=1")
    assert organiser.asks("GET", f"/networks?limit=1&cursor={page['next']}") == {"items": [second], "next": None}


def test_series_are_found_by_network(organiser: Organiser) -> None:
    one, two = organiser.network()["id"], organiser.network(slug="two")["id"]
    organiser.series(one)
    second = organiser.series(two)
    assert organiser.asks("GET", f"/series?network_id={two}")["items"] == [second]


def test_a_query_that_makes_no_sense_is_refused(organiser: Organiser) -> None:
    for query in ("limit=0", "limit=x", "cursor=x", "from=yesterday", "colour=red"):
        assert organiser.refused("GET", f"/events?{query}").status_code == 422


def test_each_network_has_its_next_event(organiser: Organiser) -> None:
    one, two, three = (organiser.network(slug=slug)["id"] for slug in ("one", "two", "three"))
    dates = organiser.dates(organiser.series(one))
    other = organiser.event(two)
    asked = f"/next-events?network_ids={two},{one},{three},net_9"
    assert [event["id"] for event in organiser.asks("GET", asked)["items"]] == [dates[0]["id"], other["id"]]
    organiser.service.clock.set(datetime.fromisoformat(dates[0]["ends_at"]))
    assert organiser.asks("GET", asked)["items"][0]["id"] == dates[1]["id"]
    assert organiser.asks("GET", asked, network=two)["items"] == [other]
    assert organiser.asks("GET", asked, organisation="other")["items"] == []
    assert organiser.refused("GET", "/next-events").status_code == 422


@pytest.mark.parametrize("path", ["/events?from=2027-01-04T11:00:00Z", "/events?to=2027-01-05T11:00:00Z", "next"])
def test_what_does_not_lie_between_is_not_passed_over_one_by_one(organiser: Organiser, path: str) -> None:
    network = organiser.network()["id"]
    event = organiser.event(network)
    if path == "next":
        path = f"/next-events?network_ids={network}"
    number, taken = 500, []
    year = 2030 if "to=" in path else 2020
    for place in (0, 1):
        organiser.asks("GET", path)
        with Steps([organiser.service.service.database]) as steps:
            organiser.asks("GET", path)
        taken.append(steps.taken)
        if place == 0:
            copied(organiser, event["id"], datetime(year, 1, 1, tzinfo=UTC), number)
    assert taken[1] - taken[0] < number / 4


def copied(organiser: Organiser, event_id: str, first: datetime, number: int) -> None:
    """So many events like this one, an hour apart."""
    with organiser.service.transaction() as tx:
        like = tx.execute(select(Event.__table__).where(Event.id == event_id)).one()._mapping
        for place in range(number):
            at, name = first + timedelta(hours=place), f"evt_copy{place}"
            times = {"starts_at": at, "ends_at": at + timedelta(hours=2), "sort_key": f"{at:%Y%m%d%H%M%S}-{name}"}
            tx.execute(insert(Event), [dict(like) | times | {"id": name, "uid": name}])


def test_a_long_event_is_listed_to_its_end_and_from_its_first_second(organiser: Organiser) -> None:
    network = organiser.network()["id"]
    event = organiser.event(network, starts_at="2030-03-09T17:00:00+01:00", ends_at="2030-03-23T17:00:00+01:00")
    for span in ("from=2030-03-23T15:59:59Z", "from=0001-01-01T00:00:00Z", "to=2030-03-09T16:00:01Z"):
        assert [one["id"] for one in organiser.asks("GET", f"/events?{span}")["items"]] == [event["id"]], span
    for span in ("from=2030-03-23T16:00:00Z", "to=2030-03-09T16:00:00Z", "to=0001-01-01T00:00:00Z"):
        assert organiser.asks("GET", f"/events?{span}")["items"] == [], span
