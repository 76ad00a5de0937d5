"""What the neighbours say: networks, events, suppressions and failures, in any order."""

import itertools
from datetime import timedelta

import pytest

from shared.contracts import registrations as contracts
from shared.contracts.events import EVENT_CANCELLED, EVENT_CHANGED, EVENT_PUBLISHED, EVENT_RESCHEDULED, NETWORK_CHANGED
from shared.contracts.notifications import CONTACT_SUPPRESSED, NOTIFICATION_FAILED
from tests.services.registrations.organiser import EVENT, NETWORK, NOON, STARTS, Organiser, a_network, an_event
from tests.support.corpus import first


def test_an_event_waits_for_its_network(empty: Organiser) -> None:
    empty.service.hear(EVENT_PUBLISHED, EVENT, an_event(), source="events", revision=5)
    body = {"participant_id": empty.person(), "answer": "accepted"}
    assert empty.call("POST", f"/events/{EVENT}/registrations", body).status_code == 404
    empty.service.hear(NETWORK_CHANGED, NETWORK, a_network(), source="events", revision=6)
    assert empty.seats() == (2, 2, 0, 0)


STORY = [
    (EVENT_PUBLISHED, an_event(capacity=3)),
    (EVENT_CHANGED, an_event(capacity=5, sequence=1)),
    (EVENT_RESCHEDULED, an_event(capacity=5, sequence=2, starts_at=STARTS + timedelta(days=1))),
    (EVENT_CANCELLED, an_event(capacity=5, sequence=3, status="cancelled")),
]


@pytest.mark.parametrize("order", first(2, list(itertools.permutations(range(4)))[::3]))
@pytest.mark.slow
def test_whatever_the_order_the_newest_state_stands(empty: Organiser, order: tuple[int, ...]) -> None:
    empty.network()
    for number in order:
        contract, data = STORY[number]
        empty.service.hear(contract, EVENT, data, source="events", revision=number + 1)
    assert empty.seats() == (5, 5, 0, 0)
    body = {"participant_id": empty.person(), "answer": "accepted"}
    assert empty.call("POST", f"/events/{EVENT}/registrations", body).status_code == 409


@pytest.mark.slow
def test_a_suppressed_channel_withdraws_the_consent_and_a_lifted_one_gives_it_back(organiser: Organiser) -> None:
    person = organiser.person()
    for suppressed in (True, True, False, False):
        organiser.passes(seconds=1)
        hear_suppressed(organiser, person, suppressed=suppressed)
    told = [(said.data["channel"], said.data["given"]) for said in organiser.said(contracts.CONSENT_CHANGED)]
    assert told == [(None, True), ("sms", False), ("sms", True)]


def test_a_start_that_follows_no_stop_changes_nothing(organiser: Organiser) -> None:
    person = organiser.person()
    hear_suppressed(organiser, person, suppressed=False)
    assert len(organiser.said(contracts.CONSENT_CHANGED)) == 1


def test_a_stop_that_comes_late_does_not_undo_a_newer_start(organiser: Organiser) -> None:
    person = organiser.person()
    hear_suppressed(organiser, person, suppressed=True)
    organiser.passes(hours=1)
    hear_suppressed(organiser, person, suppressed=False)
    hear_suppressed(organiser, person, suppressed=True, since=NOON + timedelta(minutes=1))
    assert organiser.said(contracts.CONSENT_CHANGED)[-1].data["given"] is True


@pytest.mark.parametrize(("reason", "source"), [("stop", "sms:stop"), ("organiser", "organiser")])
def test_it_is_written_down_who_said_that_she_is_not_to_be_written_to(
    organiser: Organiser, reason: str, source: str
) -> None:
    person = organiser.person()
    hear_suppressed(organiser, person, suppressed=True, reason=reason)
    (consent,) = (one for one in organiser.ok("GET", f"/participants/{person}")["consents"] if one["channel"] == "sms")
    assert (consent["given"], consent["source"]) == (False, source)


def test_a_contact_that_cannot_be_reached_is_marked_until_it_changes(organiser: Organiser) -> None:
    person = organiser.person()
    for permanent in (False, True):
        data = {"participant_id": person, "channel": "sms", "reason": "unknown number", "permanent": permanent}
        organiser.told(NOTIFICATION_FAILED, data, source="notifications", subject="not_1")
        marked = organiser.ok("GET", f"/participants/{person}")["unreachable"]
        assert list(marked) == (["sms"] if permanent else [])
    shown = organiser.ok("PATCH", f"/participants/{person}", {"phone": "+447700900102"})
    assert shown["unreachable"] == {}


def test_an_erased_person_is_not_revived_by_late_messages(organiser: Organiser) -> None:
    person = organiser.person()
    organiser.ok("DELETE", f"/participants/{person}")
    organiser.passes(seconds=1)
    before = len(organiser.said())
    hear_suppressed(organiser, person, suppressed=True)
    data = {"participant_id": person, "channel": "sms", "reason": "unknown number", "permanent": True}
    organiser.told(NOTIFICATION_FAILED, data, source="notifications", subject="not_1")
    assert len(organiser.said()) == before
    assert organiser.call("GET", f"/participants/{person}").status_code == 404


def hear_suppressed(organiser: Organiser, person: str, *, suppressed: bool, **fields: object) -> None:
    data = {
        "participant_id": person,
        "channel": "sms",
        "network_id": None,
        "suppressed": suppressed,
        "reason": "stop" if suppressed else "start",
        "since": organiser.service.clock.now(),
    } | fields
    organiser.told(CONTACT_SUPPRESSED, data, source="notifications", subject=f"{person}/sms")
