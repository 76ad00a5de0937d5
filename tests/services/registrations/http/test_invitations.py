"""Who is invited, when, and who is not."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from services.registrations.consent import CONSENTS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.participant import PARTICIPANTS
from shared.contracts import registrations as contracts
from shared.contracts.notifications import CONTACT_SUPPRESSED
from shared.database import Transaction
from tests.services.registrations.organiser import EVENT, NETWORK, NOON, Organiser, an_event
from tests.support.one_service import ORGANISATION


def invited(organiser: Organiser, event_id: str = EVENT) -> set[str]:
    return {
        one["participant_id"]
        for said in organiser.said(contracts.INVITATIONS_ISSUED)
        if said.data["event_id"] == event_id and said.data["announce"]
        for one in said.data["invitations"]
    }


def test_members_are_invited_when_the_event_says_so_and_not_before(organiser: Organiser) -> None:
    members = {organiser.member() for _ in range(3)}
    organiser.person()
    organiser.event(invite_at=NOON + timedelta(days=1))
    assert invited(organiser) == set()
    organiser.passes(days=1)
    assert invited(organiser) == members
    organiser.passes(days=1)
    assert len(organiser.said(contracts.INVITATIONS_ISSUED)) == 1


@pytest.mark.slow
def test_many_members_are_told_in_messages_of_three_hundred(organiser: Organiser) -> None:
    with organiser.service.transaction() as tx:
        enter(tx, 701)
    organiser.event(invite_at=NOON)
    sizes = [len(said.data["invitations"]) for said in organiser.said(contracts.INVITATIONS_ISSUED)]
    subjects = {said.subject for said in organiser.said(contracts.INVITATIONS_ISSUED)}
    assert sizes == [300, 300, 101]
    assert len(subjects) == 3
    assert all(subject.startswith(f"{EVENT}/invitations/") for subject in subjects)


@pytest.mark.slow
def test_who_joins_later_gets_the_dates_that_are_still_open(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    organiser.event(**an_event(id="evt_2", invite_at=NOON + timedelta(days=5)))
    organiser.event(**an_event(id="evt_past", invite_at=NOON, starts_at=NOON - timedelta(days=1)))
    late = organiser.member()
    assert invited(organiser) == {late}
    assert invited(organiser, "evt_2") == set()
    assert invited(organiser, "evt_past") == set()
    organiser.passes(days=5)
    assert invited(organiser, "evt_2") == {late}


@pytest.mark.slow
def test_who_has_not_agreed_or_stopped_is_not_invited(organiser: Organiser) -> None:
    agreed, silent = organiser.member(), organiser.member(consents=[])
    stopped, muted = organiser.member(), organiser.member(email="amina@example.org", channels=["sms", "email"])
    here = {"purpose": "invitations", "network_id": "net_1", "given": False}
    organiser.ok("PATCH", f"/participants/{stopped}", {"consents": [here]})
    suppress(organiser, muted, "sms")
    organiser.event(invite_at=NOON)
    assert invited(organiser) == {agreed, muted}
    assert silent not in invited(organiser)


def test_who_stopped_every_channel_she_has_is_not_invited(organiser: Organiser) -> None:
    person = organiser.member()
    suppress(organiser, person, "sms")
    organiser.event(invite_at=NOON)
    assert invited(organiser) == set()


def test_a_consent_given_later_brings_the_open_dates(organiser: Organiser) -> None:
    person = organiser.member(consents=[])
    organiser.event(invite_at=NOON)
    organiser.ok("PATCH", f"/participants/{person}", {"consents": [{"purpose": "invitations"}]})
    assert invited(organiser) == {person}


@pytest.mark.slow
def test_an_ended_member_is_not_invited_and_keeps_what_she_answered(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.answers(person)
    (membership,) = organiser.ok("GET", f"/memberships?participant_id={person}")["items"]
    organiser.ok("DELETE", f"/memberships/{membership['id']}")
    assert organiser.call("DELETE", f"/memberships/{membership['id']}").status_code == 404
    organiser.event(**an_event(id="evt_2", invite_at=NOON))
    assert invited(organiser, "evt_2") == set()
    assert organiser.statuses(person) == ["confirmed"]


def test_a_member_is_one_once(organiser: Organiser) -> None:
    person = organiser.person()
    body = {"participant_id": person, "network_id": "net_1", "tags": ["choir"]}
    first = organiser.ok("POST", "/memberships", body)
    assert organiser.ok("POST", "/memberships", body)["id"] == first["id"]
    assert organiser.call("POST", "/memberships", body | {"network_id": "net_none"}).status_code == 404


def test_people_are_invited_by_name_and_all_or_none(organiser: Organiser) -> None:
    first, second = organiser.person(), organiser.person(consents=[])
    path = f"/events/{EVENT}/invitations"
    refused = organiser.call("POST", path, {"participant_ids": [first, second]})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["participant_ids.1"]
    assert organiser.ok("POST", path, {"participant_ids": [first]}) == {"event_id": EVENT, "invitations": 1}
    assert organiser.ok("POST", path, {"participant_ids": [first]}) == {"event_id": EVENT, "invitations": 1}
    assert len(organiser.said(contracts.INVITATIONS_ISSUED)) == 1


def test_all_members_can_be_invited_before_their_time(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON + timedelta(days=1))
    member = organiser.member()
    assert organiser.ok("POST", f"/events/{EVENT}/invitations", {})["invitations"] == 1
    organiser.passes(days=2)
    assert invited(organiser) == {member}
    assert len(organiser.said(contracts.INVITATIONS_ISSUED)) == 1


@pytest.mark.slow
def test_a_cancelled_event_invites_nobody(organiser: Organiser) -> None:
    organiser.member()
    organiser.event(invite_at=NOON + timedelta(days=1))
    organiser.cancelled(invite_at=NOON + timedelta(days=1))
    organiser.passes(days=2)
    assert invited(organiser) == set()
    assert (
        organiser.call("POST", f"/events/{EVENT}/invitations", {"participant_ids": [organiser.person()]}).status_code
        == 409
    )


def test_the_list_of_the_invited_says_what_they_answered(organiser: Organiser) -> None:
    person = organiser.person(protected=True, call_name="A.")
    organiser.answers(person)
    (item,) = organiser.ok("GET", f"/events/{EVENT}/invitations", role="host")["items"]
    assert (item["name"], item["answer"], item["status"]) == ("A.", "accepted", "confirmed")
    assert not {"phone", "email", "token_hash", "link_version"} & set(item)


def suppress(organiser: Organiser, person: str, channel: str, *, suppressed: bool = True) -> None:
    data = {
        "participant_id": person,
        "channel": channel,
        "network_id": None,
        "suppressed": suppressed,
        "reason": "stop" if suppressed else "start",
        "since": organiser.service.clock.now(),
    }
    organiser.told(CONTACT_SUPPRESSED, data, source="notifications", subject=f"{person}/{channel}")


def enter(tx: Transaction, number: int) -> None:
    """So many members at once, past the API."""
    who = {"organisation": ORGANISATION, "revision": 1, "changed_at": NOON, "changed_by": "test"}
    person = {"name": "Amina", "call_name": "Amina", "language": "nb", "channels": [], "unreachable": {}}
    flags = {"protected": False, "discreet": False, "created_at": NOON}
    people = [f"par_{one:04d}" for one in range(number)]
    tx.execute(insert(PARTICIPANTS), [{"id": one} | who | person | flags for one in people])
    member = {"network_id": NETWORK, "tags": [], "since": NOON}
    tx.execute(insert(MEMBERSHIPS), [{"id": one, "participant_id": one} | who | member for one in people])
    consent = {"purpose": "invitations", "given": True, "since": NOON, "wording_version": "1", "language": "nb"}
    where = {"source": "test", "by": "test", "organisation": ORGANISATION, "revision": 1}
    tx.execute(insert(CONSENTS), [{"id": one, "participant_id": one} | consent | where for one in people])
