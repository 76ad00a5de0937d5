"""Lists go by key, events in the order of time."""

from tests.services.events.organiser import Organiser


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
