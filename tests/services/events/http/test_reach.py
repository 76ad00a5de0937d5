"""Nobody sees or changes more than her token says."""

import pytest

from shared.http.authentication import routes_without_authentication
from tests.services.events.organiser import Organiser, a_network, a_series, an_event

EVENT_POSTS = {
    "publish": {},
    "cancel": {},
    "capacity": {"capacity": 3},
    "reschedule": {"starts_at": "2027-04-09T17:00:00+02:00"},
}


def test_every_route_names_who_may_call_it(organiser: Organiser) -> None:
    assert routes_without_authentication(organiser.service.service.app) == []


@pytest.mark.slow
def test_what_belongs_to_others_answers_like_what_does_not_exist(organiser: Organiser) -> None:
    network = organiser.network()["id"]
    series, event = organiser.series(network), organiser.event(network)
    calls = [
        ("GET", f"/networks/{network}", None),
        ("PATCH", f"/networks/{network}", {"name": "Mine"}),
        ("GET", f"/series/{series['id']}", None),
        ("GET", f"/series/{series['id']}/events", None),
        ("PATCH", f"/series/{series['id']}", {"capacity": 3}),
        ("POST", f"/series/{series['id']}/publish", None),
        ("POST", f"/series/{series['id']}/exceptions", {"date": "2027-07-13", "skip": True}),
        ("GET", f"/events/{event['id']}", None),
        ("PATCH", f"/events/{event['id']}", {"title": {"nb": "x"}}),
        *(("POST", f"/events/{event['id']}/{verb}", body) for verb, body in EVENT_POSTS.items()),
        ("POST", "/events", an_event(network)),
        ("POST", "/series", a_series(network)),
    ]
    told = len(organiser.said())
    for method, path, body in calls:
        for stranger in ({"organisation": "other"}, {"network": "net_other"}):
            answer = organiser.refused(method, path, body, **stranger)
            assert (answer.status_code, answer.headers["Retry-After"]) == (404, "1"), path
    for path in ("/networks", "/series", "/events"):
        assert organiser.asks("GET", path, organisation="other")["items"] == []
        assert organiser.asks("GET", path, network="net_other")["items"] == []
    assert len(organiser.said()) == told


def test_a_token_of_one_network_works_there_and_nowhere_else(organiser: Organiser) -> None:
    mine, other = organiser.network()["id"], organiser.network(slug="other")["id"]
    event = organiser.event(mine)
    organiser.event(other)
    assert organiser.asks("POST", f"/events/{event['id']}/publish", network=mine)["status"] == "scheduled"
    assert [one["id"] for one in organiser.asks("GET", "/events", network=mine)["items"]] == [event["id"]]
    assert [one["id"] for one in organiser.asks("GET", "/networks", network=mine)["items"]] == [mine]
    assert organiser.refused("POST", "/networks", a_network(slug="third"), network=mine).status_code == 403


@pytest.mark.parametrize("role", ["reader", "host"])
def test_who_may_only_read_changes_nothing(organiser: Organiser, role: str) -> None:
    event = organiser.event()
    assert organiser.asks("GET", f"/events/{event['id']}", role=role) == event
    for verb, body in EVENT_POSTS.items():
        assert organiser.refused("POST", f"/events/{event['id']}/{verb}", body, role=role).status_code == 403
    assert organiser.refused("POST", "/networks", a_network(slug="x"), role=role).status_code == 403


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer a.b.c", "Basic eDp5", "Bearer ", ""])
def test_a_malformed_token_is_refused(caller: Organiser, header: str) -> None:
    answer = caller.service.call("GET", "/events", role=None, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
