"""Who leaves a network before she was told of a date is not told of it, unless she comes back."""

from datetime import timedelta
from typing import Any

import pytest

from services.registrations.operations.add_membership import add_membership
from services.registrations.reach import Reach
from shared.contracts.registrations import INVITATIONS_ISSUED
from shared.problems import NotFound
from tests.services.registrations.organiser import EVENT, NETWORK, NOON, STARTS, Organiser, an_event
from tests.support.one_service import KEYS, ORGANISATION


def leaves(organiser: Organiser, person: str) -> None:
    (membership,) = organiser.ok("GET", f"/memberships?participant_id={person}&network_id={NETWORK}")["items"]
    organiser.ok("DELETE", f"/memberships/{membership['id']}")


def comes_back(organiser: Organiser, person: str) -> None:
    organiser.ok("POST", "/memberships", {"participant_id": person, "network_id": NETWORK})


def told(organiser: Organiser, person: str) -> list[tuple[str, bool]]:
    """Of which dates was said that she is, or is not, to be told of them; each newer than what was said before."""
    found: list[tuple[str, bool]] = []
    newest: dict[str, int] = {}
    for said in organiser.said(INVITATIONS_ISSUED):
        if any(one["participant_id"] == person for one in said.data["invitations"]):
            event = said.data["event_id"]
            assert said.revision > newest.get(event, 0)
            newest[event] = said.revision
            found.append((event, said.data["announce"]))
    return found


def test_who_leaves_is_not_to_be_told_and_who_comes_back_is(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    organiser.event(**an_event(id="evt_past", starts_at=NOON + timedelta(hours=1), invite_at=NOON))
    person, other = organiser.member(), organiser.member(phone="+447700900102")
    organiser.passes(hours=2)
    leaves(organiser, person)
    assert told(organiser, person)[2:] == [(EVENT, False)], "what is over needs no word"
    comes_back(organiser, person)
    assert told(organiser, person)[3:] == [(EVENT, True)]
    comes_back(organiser, person)
    assert len(told(organiser, person)) == 4
    assert len(told(organiser, other)) == 2


def test_what_she_was_invited_to_stands_and_takes_her_answer(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    person = organiser.member()
    leaves(organiser, person)
    assert organiser.ok("GET", f"/events/{EVENT}/invitations")["items"][0]["removed"] is False
    assert organiser.answers(person)["status"] == "confirmed"
    comes_back(organiser, person)
    assert told(organiser, person) == [(EVENT, True), (EVENT, False)], "she has answered: nothing is left to tell"


def test_of_what_she_answered_nothing_is_said_when_she_leaves(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    person = organiser.member()
    organiser.answers(person, "declined")
    leaves(organiser, person)
    assert told(organiser, person) == [(EVENT, True)]


def test_another_networks_dates_are_none_of_it(organiser: Organiser) -> None:
    organiser.network(id="net_2", slug="two")
    organiser.event(**an_event(id="evt_2", network_id="net_2", invite_at=NOON))
    organiser.event(invite_at=NOON)
    person = organiser.member()
    organiser.ok("POST", "/memberships", {"participant_id": person, "network_id": "net_2"})
    (there,) = organiser.ok("GET", f"/memberships?participant_id={person}&network_id=net_2")["items"]
    assert organiser.call("DELETE", f"/memberships/{there['id']}", network=NETWORK).status_code == 404
    with organiser.service.transaction() as tx, pytest.raises(NotFound):
        add_membership(tx, person, "net_2", reach=Reach(ORGANISATION, NETWORK), tags=["bus"], keys=KEYS)
    leaves(organiser, person)
    assert ("evt_2", False) not in told(organiser, person)
    organiser.ok("POST", f"/networks/{NETWORK}/members", _list(), headers={"Idempotency-Key": "a"})
    assert told(organiser, person)[-1] == (EVENT, True), "also by a list"


def _list() -> dict[str, Any]:
    return {"people": [{"name": "Amina Example", "phone": "+447700900101", "language": "nb"}]}


def test_who_left_and_is_invited_by_name_is_told(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    person = organiser.member()
    leaves(organiser, person)
    assert organiser.ok("POST", f"/events/{EVENT}/invitations", {"participant_ids": [person]})["invitations"] == 1
    assert told(organiser, person)[-1] == (EVENT, True)


def test_nobody_is_told_of_what_began_meanwhile(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    person = organiser.member()
    leaves(organiser, person)
    organiser.passes(seconds=(STARTS - NOON).total_seconds())
    comes_back(organiser, person)
    assert told(organiser, person)[-1] == (EVENT, False)


def test_whom_a_date_would_invite_is_counted_by_language_and_way(organiser: Organiser) -> None:
    organiser.member()
    organiser.member(phone=None, email="selam@example.org", channels=["email"])
    organiser.member(phone="+447700900103", email="noor@example.org", language="ar", channels=["sms", "email"])
    organiser.member(phone="+447700900104", consents=[])
    leaves(organiser, organiser.member(phone="+447700900105"))
    path = f"/networks/{NETWORK}/invitees"
    found = [(one["language"], one["sms"], one["email"], one["people"]) for one in organiser.ok("GET", path)["items"]]
    assert found == [("ar", True, True, 1), ("nb", False, True, 1), ("nb", True, False, 1)]
    assert organiser.call("GET", path, role="host").status_code == 403
    assert organiser.call("GET", path, organisation="other").status_code == 404
    assert organiser.call("GET", path, network="net_2").status_code == 404
