"""What people need to be able to come: told by themselves, shown in sums, and gone a week after."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.services.registrations.organiser import EVENT, NETWORK, STARTS, Organiser, a_network

ALL = {"child_care": 2, "interpreter": "ti", "transport": True}
NONE = {"child_care": 0, "interpreter": None, "transport": False}


def coming(organiser: Organiser, **fields: object) -> str:
    """A member who was invited and said yes."""
    person = organiser.member(**fields)
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    organiser.presses(person, "accepted")
    return person


def kept(organiser: Organiser) -> int:
    with organiser.service.read() as tx:
        return len(tx.execute(text("SELECT * FROM needs")).all())


def test_who_comes_says_what_she_needs_and_changes_it(organiser: Organiser) -> None:
    person = coming(organiser)
    before = organiser.page(person).json
    assert (before["needs"], before["needs_open"]) == (None, True)
    assert organiser.page(person, "PUT", "/needs", ALL).json["needs"] == ALL
    assert organiser.page(person).json["needs"] == ALL
    assert organiser.page(person, "PUT", "/needs", {"child_care": 9}).json["needs"] == NONE | {"child_care": 9}
    assert organiser.page(person, "PUT", "/needs", {}).json["needs"] is None
    assert kept(organiser) == 0


def test_who_needs_something_is_listed_for_organisers_alone(organiser: Organiser) -> None:
    organiser.event(capacity=20)
    needy, other = coming(organiser, name="Rana"), organiser.member(name="Aster")
    organiser.answers(other)
    organiser.page(needy, "PUT", "/needs", ALL)
    path = f"/events/{EVENT}/registrations"
    (hers,) = organiser.ok("GET", f"{path}?needs=yes")["items"]
    assert (hers["name"], hers["needs"]) == ("Rana", ALL)
    assert len(organiser.ok("GET", path)["items"]) == 2
    for role in ("host", "reader"):
        assert organiser.call("GET", f"{path}?needs=yes", role=role).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"child_care": 10},
        {"child_care": -1},
        {"child_care": "2"},
        {"interpreter": "norsk!"},
        {"transport": 1},
        {"x": 1},
    ],
)
def test_what_cannot_be_needed_is_refused(organiser: Organiser, body: dict[str, object]) -> None:
    person = coming(organiser)
    assert organiser.page(person, "PUT", "/needs", body).status_code == 422
    assert kept(organiser) == 0


def test_only_who_comes_says_so_and_only_before_the_start(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    assert organiser.page(person, "PUT", "/needs", ALL).status_code == 409
    organiser.presses(person, "declined")
    assert organiser.page(person, "PUT", "/needs", ALL).status_code == 409
    organiser.presses(person, "accepted")
    organiser.service.clock.set(STARTS - timedelta(seconds=2))
    assert organiser.page(person, "PUT", "/needs", ALL).status_code == 200
    assert organiser.page(person, "PUT", "/needs", NONE).status_code == 409
    shown = organiser.page(person).json
    assert (shown["needs"], shown["needs_open"]) == (ALL, False)


def test_organisers_see_each_ones_needs_and_hosts_the_sums(organiser: Organiser) -> None:
    first, second = coming(organiser), coming(organiser, name="Berit Example", phone="+447700900102")
    waits = coming(organiser, name="Olena Example", phone="+447700900103")
    for person, needs in ((first, ALL), (second, {"interpreter": "ti"}), (waits, {"child_care": 3})):
        organiser.page(person, "PUT", "/needs", needs)
    assert organiser.registration(first)["needs"] == ALL
    registration = organiser.registration(first)["id"]
    assert organiser.ok("GET", f"/registrations/{registration}")["needs"] == ALL
    assert organiser.ok("GET", f"/registrations/{registration}", role="host")["needs"] is None
    seen_by_host = organiser.ok("GET", f"/events/{EVENT}/registrations", role="host")["items"]
    assert [one["needs"] for one in seen_by_host] == [None] * 3
    sums = organiser.ok("GET", f"/events/{EVENT}/needs", role="host")
    assert sums == {
        "event_id": EVENT,
        "child_care": {"people": 1, "children": 2},
        "interpreters": [{"language": "ti", "people": 2}],
        "transport": {"people": 1},
    }
    organiser.answers(second, "declined")  # her seat goes to her who waits
    assert organiser.ok("GET", f"/events/{EVENT}/needs")["child_care"] == {"people": 2, "children": 5}


def test_the_sums_are_of_ones_own_network_alone(organiser: Organiser) -> None:
    organiser.network(**a_network(id="net_2", slug="other"))
    path = f"/events/{EVENT}/needs"
    assert organiser.call("GET", path, network=NETWORK).status_code == 200
    assert organiser.call("GET", path, network="net_2").status_code == 404
    assert organiser.call("GET", path, organisation="other").status_code == 404
    assert organiser.call("GET", path, role="reader").status_code == 403


def test_needs_are_gone_a_week_after_the_event(organiser: Organiser) -> None:
    person = coming(organiser)
    organiser.page(person, "PUT", "/needs", ALL)
    organiser.service.clock.set(STARTS + timedelta(hours=2, days=7) - timedelta(seconds=1))
    organiser.service.settle()
    assert kept(organiser) == 1
    organiser.passes(hours=6)
    assert kept(organiser) == 0


def test_an_erased_persons_needs_are_gone_and_an_export_has_them(organiser: Organiser) -> None:
    person = coming(organiser)
    organiser.page(person, "PUT", "/needs", ALL)
    (shown,) = organiser.ok("GET", f"/participants/{person}/export")["needs"]
    assert {name: shown[name] for name in ALL} == ALL
    organiser.ok("DELETE", f"/participants/{person}")
    assert kept(organiser) == 0
