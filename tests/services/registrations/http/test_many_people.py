"""What organisers look at again and again costs little for each person there is."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.services.registrations.http.test_networks import entered, one
from tests.services.registrations.organiser import EVENT, NETWORK, STARTS, Organiser
from tests.support.looks import Steps
from tests.support.one_service import NOON

FEW, MANY = 20, 420
NUMBERS = f"/events/{EVENT}/numbers"


def enter(organiser: Organiser, *, since: int, until: int) -> list[str]:
    people = [one(f"Person {place}", f"+4477{place:08}") for place in range(since, until)]
    pieces = [people[start : start + 200] for start in range(0, len(people), 200)]
    return [item["participant_id"] for piece in pieces for item in entered(organiser, *piece)]


def steps_for_each(organiser: Organiser, look: Callable[[], Any]) -> float:
    """How many steps of SQLite each person more costs."""
    taken = []
    for since, until in ((0, FEW), (FEW, MANY)):
        enter(organiser, since=since, until=until)
        look()
        with Steps([organiser.service.service.database]) as steps:
            look()
        taken.append(steps.taken)
    return (taken[1] - taken[0]) / (MANY - FEW)


def test_who_is_invited_is_counted_along_an_index(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON, capacity=None)
    assert steps_for_each(organiser, lambda: organiser.ok("GET", NUMBERS)) < 4
    assert organiser.ok("GET", NUMBERS)["invited"] == MANY


@pytest.mark.parametrize("path", [f"/networks/{NETWORK}", "/networks", f"/networks?ids={NETWORK}"])
def test_members_are_counted_along_an_index(organiser: Organiser, path: str) -> None:
    assert steps_for_each(organiser, lambda: organiser.ok("GET", path)) < 6
    found = organiser.ok("GET", path)
    assert found.get("items", [found])[0] == {"id": NETWORK, "members": MANY}


@pytest.mark.parametrize("more", ["", "&q=amina", "&q=0101"])
def test_few_members_are_listed_and_found_without_a_look_at_everybody_else(organiser: Organiser, more: str) -> None:
    organiser.network(id="net_2", slug="other")
    hers = organiser.member("net_2", phone="+447700900101")
    path = f"/participants?network_id=net_2{more}"
    assert steps_for_each(organiser, lambda: organiser.ok("GET", path)) < 1
    assert [one["id"] for one in organiser.ok("GET", path)["items"]] == [hers]
    assert organiser.ok("GET", path, network="net_2")["items"] != []
    assert organiser.ok("GET", path, network=NETWORK)["items"] == []
    assert organiser.ok("GET", path, organisation="other")["items"] == []


def test_days_of_answers_cost_nothing_for_who_is_only_invited(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON, capacity=None)
    (first,) = enter(organiser, since=1000, until=1001)
    organiser.answers(first)
    assert steps_for_each(organiser, lambda: organiser.ok("GET", f"/events/{EVENT}/answers-over-time")) < 1


def test_only_networks_that_are_asked_for_are_counted(organiser: Organiser) -> None:
    organiser.network(id="net_2", slug="other")
    assert [one["id"] for one in organiser.ok("GET", "/networks?ids=net_2,net_3")["items"]] == ["net_2"]
    assert organiser.call("GET", "/networks?ids=%27").status_code == 422


def version(organiser: Organiser) -> str:
    return str(organiser.call("GET", NUMBERS).headers["ETag"])


def test_numbers_have_a_version_that_every_change_changes(organiser: Organiser) -> None:
    first, second, third = enter(organiser, since=0, until=3)
    entries = f"/events/{EVENT}/attendance"

    def changes(*actions: Callable[[], Any]) -> None:
        for action in actions:
            before = version(organiser)
            assert organiser.call("GET", NUMBERS, headers={"If-None-Match": before}).status_code == 304
            action()
            assert version(organiser) != before

    changes(
        lambda: organiser.ok("POST", f"/events/{EVENT}/invitations", {}),
        lambda: organiser.answers(first),
        lambda: organiser.answers_at_once(second, party_size=1),
        lambda: organiser.answers_at_once(third),
        lambda: organiser.answers(first, "declined"),
    )
    organiser.service.clock.set(STARTS)
    changes(
        lambda: organiser.ok("POST", entries, {"participant_id": second, "status": "present"}),
        lambda: organiser.ok("POST", entries, {"walk_in": {}, "status": "present"}),
    )
    (hers,) = [one for one in organiser.ok("GET", entries)["items"] if one["participant_id"]]

    def another_instead() -> None:
        """One is taken back and another recorded: every number is as before."""
        organiser.ok("DELETE", f"{entries}/{hers['id']}", {"reason": "slip"})
        organiser.ok("POST", entries, {"participant_id": third, "status": "present"})

    changes(
        another_instead,
        lambda: organiser.ok("DELETE", f"/participants/{first}"),
        lambda: organiser.ok("POST", f"{entries}/close"),
    )
