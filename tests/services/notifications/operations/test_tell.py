"""Who is owed what, and that one cause is told once."""

import pytest

from shared.contracts.notifications import NOTIFICATION_FAILED
from shared.contracts.registrations import INVITATIONS_ISSUED, REGISTRATION_CANCELLED
from shared.link_tokens import new_version
from tests.services.notifications.outbound import KEYS, Outbound


def test_an_invitation_goes_over_every_channel_she_chose(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    assert outbound.states() == [("invitation", "email", "sent"), ("invitation", "sms", "sent")]


def test_the_same_invitations_said_again_are_told_once(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.invite()
    assert len(outbound.texts()) == 1


@pytest.mark.slow
def test_who_was_removed_is_not_invited_again_by_the_same_invitation_said_again(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    outbound.registered("cancelled", contract=REGISTRATION_CANCELLED, reason="organiser")
    told = len(outbound.texts())
    outbound.invite()
    assert len(outbound.texts()) == told


@pytest.mark.slow
def test_who_was_removed_is_invited_again_with_a_new_link(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    outbound.registered("cancelled", contract=REGISTRATION_CANCELLED, reason="organiser")
    told = len(outbound.texts())
    invitation = {"id": "inv_amina_evt_1", "participant_id": "prt_amina", "link_version": new_version(KEYS, 2)}
    data = {"event_id": "evt_1", "network_id": "net_1", "announce": True, "invitations": [invitation]}
    outbound._hear(INVITATIONS_ISSUED, "evt_1/invitations/2", data, "registrations")
    assert len(outbound.texts()) == told + 1


def test_who_was_registered_by_hand_is_not_invited(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite(announce=False)
    assert outbound.owed() == []


@pytest.mark.slow
def test_an_invitation_waits_for_who_is_not_known_yet(outbound: Outbound) -> None:
    outbound.network()
    outbound.event()
    outbound.invite()
    assert outbound.states() == [("invitation", "any", "awaiting_recipient")]
    outbound.person()
    assert outbound.states() == [("invitation", "email", "sent"), ("invitation", "sms", "sent")]


@pytest.mark.slow
def test_invitations_wait_for_their_event(outbound: Outbound) -> None:
    outbound.network()
    outbound.person()
    outbound.invite()
    assert outbound.owed() == []
    outbound.event()
    assert len(outbound.texts()) == 1


@pytest.mark.slow
def test_a_registration_that_comes_before_its_invitation_is_told_when_the_link_is_known(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.registered(reason="organiser")
    assert outbound.texts() == []
    outbound.invite(announce=False)
    outbound.later(seconds=6)
    assert ("confirmed", "sms", "sent") in outbound.states()
    assert "/p/" in outbound.texts()[0]


def test_who_has_no_contact_is_unreachable_and_the_organiser_hears_of_it(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", None, email=None)
    outbound.invite("sara")
    assert outbound.states() == [("invitation", "sms", "unreachable")]
    assert [said.data["participant_id"] for said in outbound.said(NOTIFICATION_FAILED)] == ["prt_sara"]


@pytest.mark.parametrize(("phone", "reason"), [("+15555550100", "country is not served"), ("+4782912345", None)])
def test_a_number_that_may_not_be_texted_is_unreachable(outbound: Outbound, phone: str, reason: str | None) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", phone, channels=["sms"])
    outbound.invite("sara")
    (row,) = outbound.owed()
    assert row.state == "unreachable"
    assert row.reason == (reason or "number cannot be texted")
    assert outbound.telephone.taken == []


def test_nothing_is_sent_while_the_network_is_held_and_all_of_it_afterwards(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    outbound.invite()
    assert {row.state for row in outbound.owed()} == {"held"}
    outbound.network(sending="on")
    assert len(outbound.texts()) == 1
    assert len(outbound.post.taken) == 1


@pytest.mark.slow
def test_what_is_queued_is_held_back_again(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    outbound.network(sending="held")
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"held"}
    outbound.network(sending="on")
    assert {row.state for row in outbound.owed(occasion="reminder")} == {"queued"}
    due = {row.due_at for row in outbound.owed(occasion="reminder")}
    assert [instant.isoformat() for instant in due if instant] == ["2027-03-08T16:00:00+00:00"]


@pytest.mark.slow
def test_held_invitations_to_an_event_that_is_over_expire(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    outbound.invite()
    outbound.later(days=80)
    assert {row.state for row in outbound.owed()} == {"expired"}
    outbound.network(sending="on")
    assert outbound.texts() == []


@pytest.mark.slow
def test_an_erased_person_is_forgotten_and_no_late_message_brings_her_back(outbound: Outbound) -> None:
    from shared.contracts.registrations import PARTICIPANT_ERASED

    outbound.ready_to_invite(sending="held")
    outbound.invite()
    outbound.hear(PARTICIPANT_ERASED, "prt_amina", {"id": "prt_amina"}, source="registrations", revision=900)
    outbound._revision = 1000
    outbound.person()
    outbound.network(sending="on")
    assert outbound.texts() == []
    assert {row.state for row in outbound.owed()} == {"expired"}
