"""A network is held and hidden until an organiser says otherwise, and its slug is its own."""

import pytest

from tests.services.events.organiser import Organiser, a_network


def test_a_new_network_is_held_neutral_and_not_public(organiser: Organiser) -> None:
    network = organiser.network()
    defaults = {name: network[name] for name in ("sending", "wording", "public", "quiet_hours", "waitlist")}
    assert defaults == {
        "sending": "held",
        "wording": "neutral",
        "public": False,
        "quiet_hours": ["21:00", "08:00"],
        "waitlist": "confirm",
    }
    (said,) = organiser.said()
    assert (said.type, said.subject, said.revision) == ("network.changed.v1", network["id"], network["revision"])
    assert {name: said.data[name] for name in defaults} == defaults
    assert said.data["contact"] == network["contact"]


def test_a_slug_is_one_over_all_organisations(organiser: Organiser) -> None:
    organiser.network()
    answer = organiser.refused("POST", "/networks", a_network(), organisation="other")
    assert answer.status_code == 409
    second = organiser.network(slug="second")
    path = f"/networks/{second['id']}"
    assert organiser.refused("PATCH", path, {"slug": "kvinnenettverket"}).status_code == 409
    assert organiser.asks("GET", path)["slug"] == "second"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Ikke bra"),
        ("slug", "-x"),
        ("signature", "En altfor lang signatur"),
        ("signature", "شبكة"),
        ("signature", "http://x"),
        ("country", "no"),
        ("country", "N\n"),
        ("languages", []),
        ("languages", ["nb", "NB"]),
        ("languages", ["norsk!"]),
        ("timezone", "Oslo"),
        ("contact", {"name": "Only a name"}),
        ("contact", {"name": "Example", "phone": "12"}),
        ("wording", "loud"),
        ("public", "yes"),
        ("sending", True),
        ("quiet_hours", ["21:00"]),
        ("quiet_hours", ["21:00", "21:00"]),
        ("quiet_hours", ["21", "8"]),
        ("waitlist", "lottery"),
        ("name", ""),
        ("colour", "red"),
    ],
)
@pytest.mark.slow
def test_what_is_not_as_it_should_be_is_named(caller: Organiser, field: str, value: object) -> None:
    answer = caller.refused("POST", "/networks", a_network(**{field: value}))
    assert answer.status_code == 422
    assert any(name.split(".")[0] == field for name in answer.get_json()["errors"])
    network = caller.any_network()
    assert caller.refused("PATCH", f"/networks/{network['id']}", {field: value}).status_code == 422
    assert caller.asks("GET", f"/networks/{network['id']}") == network
