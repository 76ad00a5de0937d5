"""What a participant changes on her own page: her language, her channels, and whether she is invited at all."""

import pytest

from shared.contracts import registrations as contracts
from shared.contracts.notifications import CONTACT_SUPPRESSED
from tests.services.registrations.organiser import EVENT, NETWORK, NOON, Organiser

CONTACTS = ("+447700900101", "700900101", "amina@")


def invite(organiser: Organiser, **fields: object) -> str:
    person = organiser.member(**fields)
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    return person


def test_she_is_written_to_in_her_language_from_now_on(organiser: Organiser) -> None:
    person = invite(organiser)
    assert organiser.page(person, "PUT", "/language", {"language": "ar"}).json["language"] == "ar"
    told = organiser.said(contracts.PARTICIPANT_CHANGED)[-1]
    assert (told.subject, told.data["language"]) == (person, "ar")
    shown = organiser.ok("GET", f"/participants/{person}")
    assert shown["changed_by"] == f"participant:{organiser.invitation(person)}"
    assert told.revision == shown["revision"]
    assert organiser.page(person, "PUT", "/language", {"language": "no such"}).status_code == 422


def test_she_chooses_among_the_channels_that_reach_her_and_sees_no_contact(organiser: Organiser) -> None:
    person = invite(organiser, email="amina@example.org", channels=["sms", "email"])
    before = organiser.page(person).json
    assert (before["channels"], before["possible_channels"]) == (["sms", "email"], ["sms", "email"])
    changed = organiser.page(person, "PUT", "/channels", {"channels": ["email"]})
    assert (changed.status_code, changed.json["channels"]) == (200, ["email"])
    assert not any(contact in changed.get_data(as_text=True) for contact in CONTACTS)
    assert organiser.said(contracts.PARTICIPANT_CHANGED)[-1].data["channels"] == ["email"]


@pytest.mark.parametrize("channels", [[], ["fax"], ["sms", "sms"], ["email"]])
def test_channels_that_cannot_reach_her_are_refused(organiser: Organiser, channels: list[str]) -> None:
    person = invite(organiser)
    before = organiser.said()
    assert organiser.page(person).json["possible_channels"] == ["sms"]
    refused = organiser.page(person, "PUT", "/channels", {"channels": channels})
    assert refused.status_code == 422
    assert not any(contact in refused.get_data(as_text=True) for contact in CONTACTS)
    assert organiser.said() == before


def test_she_stops_and_begins_again_and_is_invited_to_what_is_open(organiser: Organiser) -> None:
    person = invite(organiser)
    assert organiser.page(person).json["stopped"] is None
    organiser.page(person, "POST", "/stop")
    assert organiser.page(person).json["stopped"] == "here"
    organiser.event(id="evt_2", invite_at=NOON)
    organiser.service.settle()
    issued = len(organiser.said(contracts.INVITATIONS_ISSUED))
    assert organiser.page(person, "POST", "/start").json == {"started": True}
    assert organiser.page(person).json["stopped"] is None
    told = organiser.said(contracts.CONSENT_CHANGED)[-1]
    assert (told.data["given"], told.data["network_id"]) == (True, NETWORK)
    (consent,) = [one for one in organiser.ok("GET", f"/participants/{person}")["consents"] if one["network_id"]]
    assert (consent["source"], consent["language"], consent["wording_version"]) == ("page", "nb", "1")
    (new,) = organiser.said(contracts.INVITATIONS_ISSUED)[issued:]
    assert new.data["event_id"] == "evt_2"
    organiser.page(person, "POST", "/start")
    assert organiser.said(contracts.CONSENT_CHANGED)[-1] == told


def test_who_never_stopped_gives_no_consent_by_beginning_again(organiser: Organiser) -> None:
    person = organiser.person(consents=[])
    organiser.answers(person)
    organiser.page(person, "POST", "/start")
    assert organiser.said(contracts.CONSENT_CHANGED) == []


def test_what_was_withdrawn_for_all_networks_is_not_given_back_here(organiser: Organiser) -> None:
    person = invite(organiser)
    withdrawn = {"consents": [{"purpose": "invitations", "given": False}]}
    organiser.service.clock.set(NOON.replace(hour=12))
    organiser.ok("PATCH", f"/participants/{person}", withdrawn)
    before = organiser.said(contracts.CONSENT_CHANGED)
    organiser.page(person, "POST", "/start")
    assert organiser.page(person).json["stopped"] == "everywhere"
    assert organiser.said(contracts.CONSENT_CHANGED) == before


def test_a_text_stop_is_shown_and_lifted_by_no_page(organiser: Organiser) -> None:
    person = invite(organiser)
    said = {"participant_id": person, "channel": "sms", "network_id": None, "suppressed": True, "reason": "stop"}
    said |= {"since": organiser.service.clock.now()}
    organiser.told(CONTACT_SUPPRESSED, said, source="notifications", subject="sms")
    organiser.page(person, "POST", "/start")
    shown = organiser.page(person).json
    assert (shown["stopped"], shown["stopped_channels"]) == (None, ["sms"])


def test_a_void_link_changes_nothing(organiser: Organiser) -> None:
    person = invite(organiser)
    opened = organiser.ok("POST", "/links", {"token": organiser.link_token(person)}, role=None)
    headers = {"Authorization": f"Bearer {opened['token']}"}
    organiser.page(person, "POST", "/not-me", {})
    before = organiser.said()
    for method, path, body in (
        ("PUT", "language", {"language": "ar"}),
        ("PUT", "channels", {"channels": ["sms"]}),
        ("PUT", "needs", {}),
        ("POST", "start", None),
    ):
        answer = organiser.call(method, f"/my-invitation/{path}", body, role=None, headers=headers)
        assert answer.status_code == 404
    assert organiser.said() == before
