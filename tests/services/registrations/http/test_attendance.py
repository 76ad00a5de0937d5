"""The roll: who came, corrected, withdrawn and closed; and which partners are told."""

from datetime import timedelta

import pytest

from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import EVENT, STARTS, Organiser
from tests.shared.test_national_numbers import NORWEGIAN

ROLL = f"/events/{EVENT}/attendance"


@pytest.fixture
def door(organiser: Organiser) -> Organiser:
    """The evening of the event."""
    organiser.service.clock.set(STARTS)
    return organiser


def records(organiser: Organiser, person: str, status: str = "present", **more: object) -> dict[str, object]:
    body = {"participant_id": person, "status": status, **more}
    found: dict[str, object] = organiser.ok("POST", ROLL, body, role="host")
    return found


def test_who_came_is_recorded_apart_from_who_said_yes(door: Organiser) -> None:
    came, only_said = door.people(2)
    entry = records(door, came, device="tablet 1")
    assert (entry["status"], entry["by"], entry["device"]) == ("present", "host:usr_test", "tablet 1")
    assert entry["registration_id"] == door.registration(came)["id"]
    assert [one["participant_id"] for one in door.ok("GET", ROLL)["items"]] == [came]
    assert door.statuses(came, only_said) == ["confirmed", "confirmed"]


def test_who_was_not_registered_can_be_recorded_too(door: Organiser) -> None:
    assert records(door, door.person())["registration_id"] is None


def test_a_walk_in_may_have_no_name(door: Organiser) -> None:
    first = door.ok("POST", ROLL, {"walk_in": {}, "status": "present"})
    second = door.ok("POST", ROLL, {"walk_in": {"name": "a friend"}, "status": "late"})
    assert (first["participant_id"], first["walk_in"]) == (None, {"name": None})
    assert second["walk_in"] == {"name": "a friend"}
    assert door.said(contracts.ATTENDANCE_CHANGED)[0].data["partners"] == []
    assert "friend" not in str(door.said(contracts.ATTENDANCE_CHANGED))


@pytest.mark.slow
def test_check_in_opens_a_day_before_and_closes_with_the_roll(organiser: Organiser) -> None:
    person = organiser.person()
    body = {"participant_id": person, "status": "present"}
    organiser.service.clock.set(STARTS - timedelta(hours=24, seconds=1))
    assert organiser.call("POST", ROLL, body).status_code == 409
    assert organiser.call("POST", f"{ROLL}/close").status_code == 409
    assert organiser.ok("GET", ROLL)["opens_at"] == (STARTS - timedelta(hours=24)).isoformat()
    organiser.passes(seconds=1)
    entry = organiser.ok("POST", ROLL, body)
    organiser.service.clock.set(STARTS - timedelta(seconds=1))
    assert organiser.call("POST", f"{ROLL}/close").status_code == 409, "those who come in time would stand outside"
    organiser.passes(days=30)
    records(organiser, organiser.person())
    assert organiser.ok("POST", f"{ROLL}/close")["closed_by"] == "organiser:usr_test"
    assert organiser.ok("GET", ROLL)["closed_at"] is not None
    assert organiser.call("POST", ROLL, {"walk_in": {}, "status": "present"}).status_code == 409
    assert organiser.call("POST", f"{ROLL}/close").status_code == 409
    corrected = organiser.ok("PUT", f"{ROLL}/{entry['id']}", {"status": "late", "reason": "wrong line"})
    assert corrected["status"] == "late"


def test_a_roll_that_was_closed_by_mistake_opens_again(door: Organiser) -> None:
    door.service.clock.set(STARTS)
    door.ok("POST", f"{ROLL}/close")
    assert door.call("DELETE", f"{ROLL}/close", organisation="another").status_code == 404
    for _ in range(2):
        assert door.call("DELETE", f"{ROLL}/close").status_code == 204
        assert door.ok("GET", ROLL)["closed_at"] is None
    assert records(door, door.person())["status"] == "present"
    assert door.ok("POST", f"{ROLL}/close")["closed_at"] is not None


def test_the_same_person_is_recorded_once(door: Organiser) -> None:
    person = door.person()
    first = records(door, person)
    assert records(door, person)["id"] == first["id"]
    assert door.call("POST", ROLL, {"participant_id": person, "status": "absent"}).status_code == 409
    assert len(door.said(contracts.ATTENDANCE_CHANGED)) == 1


def test_a_correction_and_a_withdrawal_need_a_reason_and_are_told(door: Organiser) -> None:
    entry = records(door, door.person())
    path = f"{ROLL}/{entry['id']}"
    assert door.call("PUT", path, {"status": "late"}).status_code == 422
    assert door.call("DELETE", path, {}).status_code == 422
    door.ok("PUT", path, {"status": "late", "reason": "came at six"})
    door.ok("PUT", path, {"status": "late", "reason": "came at six"})
    assert door.ok("DELETE", path, {"reason": "somebody else"})["withdrawn"] is True
    assert door.call("PUT", path, {"status": "late", "reason": "again"}).status_code == 404
    told = door.said(contracts.ATTENDANCE_CHANGED)
    assert [said.data["change"] for said in told] == ["recorded", "corrected", "withdrawn"]
    assert [said.data["reason"] for said in told] == [None, "came at six", "somebody else"]
    assert len({said.revision for said in told}) == 3
    assert door.ok("GET", ROLL)["items"] == []


def test_after_a_withdrawal_she_can_be_recorded_anew(door: Organiser) -> None:
    person = door.person()
    entry = records(door, person)
    door.ok("DELETE", f"{ROLL}/{entry['id']}", {"reason": "mistake"})
    assert records(door, person, "late")["id"] != entry["id"]


def test_only_partners_she_agreed_to_are_named_with_the_consent_as_it_is(door: Organiser) -> None:
    agreed = {"purpose": "attendance", "partner_id": "prt_1", "reference": "case 7"}
    elsewhere = {"purpose": "attendance", "partner_id": "prt_2", "network_id": "net_other"}
    person = door.person(consents=[agreed, elsewhere])
    entry = records(door, person)
    consent = next(said for said in door.said(contracts.CONSENT_CHANGED) if said.data["partner_id"] == "prt_1")
    (told,) = door.said(contracts.ATTENDANCE_CHANGED)
    assert told.data["partners"] == [
        {"partner_id": "prt_1", "reference": "case 7", "consent_revision": consent.revision}
    ]
    withdrawal = {"purpose": "attendance", "partner_id": "prt_1", "network_id": "net_1", "given": False}
    door.ok("PATCH", f"/participants/{person}", {"consents": [withdrawal]})
    door.ok("PUT", f"{ROLL}/{entry['id']}", {"status": "late", "reason": "came late"})
    assert door.said(contracts.ATTENDANCE_CHANGED)[-1].data["partners"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"status": "present"},
        {"status": "asleep", "walk_in": {}},
        {"status": "present", "walk_in": {"name": NORWEGIAN}},
        {"status": "present", "walk_in": {}, "participant_id": "par_1"},
        {"status": "present", "walk_in": {}, "recorded_at": (STARTS + timedelta(hours=1)).isoformat()},
    ],
)
def test_what_cannot_be_is_refused(door: Organiser, body: dict[str, object]) -> None:
    assert door.call("POST", ROLL, body).status_code == 422
    assert door.ok("GET", ROLL)["items"] == []


def test_a_cancelled_event_has_no_roll(door: Organiser) -> None:
    door.cancelled()
    assert door.call("POST", ROLL, {"walk_in": {}, "status": "present"}).status_code == 409


def test_another_organisation_and_another_event_find_nothing(door: Organiser) -> None:
    entry = records(door, door.person())
    door.event(id="evt_2")
    change = {"status": "late", "reason": "came late"}
    assert door.call("PUT", f"/events/evt_2/attendance/{entry['id']}", change).status_code == 404
    assert door.call("PUT", f"{ROLL}/{entry['id']}", change, organisation="other").status_code == 404
    assert door.call("GET", ROLL, organisation="other").status_code == 404
    assert door.call("POST", ROLL, {"participant_id": "par_none", "status": "present"}).status_code == 404
    assert door.call("GET", ROLL, role="reader").status_code == 403


def test_of_a_protected_person_no_partner_is_told_although_she_agreed(door: Organiser) -> None:
    agreed = {"purpose": "attendance", "partner_id": "prt_1", "reference": "case 7"}
    records(door, door.person(consents=[agreed], protected=True))
    (told,) = door.said(contracts.ATTENDANCE_CHANGED)
    assert told.data["partners"] == []
