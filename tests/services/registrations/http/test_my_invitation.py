"""A participant's own page: opened by her link, showing her event and nothing of hers to a stranger."""

from datetime import timedelta

import pytest

from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import EVENT, NOON, STARTS, Organiser, a_network


def invite(organiser: Organiser, **fields: object) -> str:
    person = organiser.member(**fields)
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    return person


def test_her_page_shows_her_event_and_her_answer(organiser: Organiser) -> None:
    person = invite(organiser)
    page = organiser.page(person).json
    assert page["event"]["title"] == {"nb": "Bokkveld", "en": "Book evening"}
    assert page["event"]["place"]["name"] == "Library"
    assert page["network"]["signature"] == "Kvinnenett"
    assert (page["call_name"], page["open"], page["answer"], page["status"]) == ("Amina", True, None, None)
    organiser.presses(person, "accepted", party_size=2)
    page = organiser.page(person).json
    assert (page["answer"], page["status"], page["party_size"]) == ("accepted", "confirmed", 2)


def test_her_page_holds_no_contact_and_nobody_else(organiser: Organiser) -> None:
    other = invite(organiser, name="Berit Other", phone="+447700900222")
    person = invite(organiser, name="Amina Secret", email="amina@example.org", channels=["sms", "email"])
    organiser.answers(other)
    shown = organiser.page(person).get_data(as_text=True)
    for hidden in ("Secret", "700900101", "amina@", "Berit", "700900222", other, person):
        assert hidden not in shown


def test_reading_changes_nothing(organiser: Organiser) -> None:
    person = invite(organiser)
    before = dump(organiser)
    organiser.page(person)
    assert dump(organiser) == before


def test_a_link_opens_one_invitation_for_a_quarter_of_an_hour(organiser: Organiser) -> None:
    person = invite(organiser)
    opened = organiser.ok("POST", "/links", {"token": organiser.link_token(person)}, role=None)
    headers = {"Authorization": f"Bearer {opened['token']}"}
    assert opened["expires_at"] == (NOON + timedelta(minutes=15)).isoformat()
    assert organiser.call("GET", "/my-invitation", role=None, headers=headers).status_code == 200
    assert organiser.call("GET", "/participants", role=None, headers=headers).status_code == 403
    organiser.passes(minutes=15)
    assert organiser.call("GET", "/my-invitation", role=None, headers=headers).status_code == 401


def test_what_is_kept_opens_nothing(organiser: Organiser) -> None:
    person = invite(organiser)
    with organiser.service.read() as tx:
        kept = tx.connection().exec_driver_sql("SELECT token_hash, id, link_version FROM invitations").one()
    assert organiser.link_token(person) not in str(kept)
    for text in kept:
        assert organiser.call("POST", "/links", {"token": text}, role=None).status_code == 404


def test_guesses_are_slowed_down_and_the_owner_is_not(organiser: Organiser) -> None:
    person = invite(organiser)
    answers = [organiser.call("POST", "/links", {"token": f"{n:022d}"}, role=None) for n in range(30)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429] * 10
    assert answers[-1].headers["Retry-After"]
    assert organiser.page(person).status_code == 200


def test_a_link_ends_a_week_after_the_event(organiser: Organiser) -> None:
    person = invite(organiser)
    organiser.service.clock.set(STARTS + timedelta(hours=2, days=7) - timedelta(seconds=1))
    body = {"token": organiser.link_token(person)}
    assert organiser.call("POST", "/links", body, role=None).status_code == 201
    organiser.passes(seconds=1)
    assert organiser.call("POST", "/links", body, role=None).status_code == 404


def test_an_answer_that_comes_too_late_comes_back_with_the_reason(organiser: Organiser) -> None:
    person = invite(organiser)
    organiser.service.clock.set(STARTS + timedelta(hours=3))
    answered = organiser.presses(person, "accepted")
    assert (answered["result"], answered["reason"], answered["status"]) == ("refused", "over", None)
    assert answered["open"] is False
    (refused,) = organiser.said(contracts.ANSWER_REFUSED)
    assert (refused.data["channel"], refused.data["reason"]) == ("link", "over")


@pytest.mark.slow
def test_stop_withdraws_the_consent_for_this_network_only(organiser: Organiser) -> None:
    organiser.network(**a_network(id="net_2", slug="other"))
    person = invite(organiser)
    organiser.ok("POST", "/memberships", {"participant_id": person, "network_id": "net_2"})
    assert organiser.page(person, "POST", "/stop").json == {"stopped": True}
    told = organiser.said(contracts.CONSENT_CHANGED)[-1]
    assert (told.data["given"], told.data["network_id"], told.data["channel"]) == (False, "net_1", None)
    organiser.event(id="evt_here", invite_at=NOON)
    organiser.event(id="evt_there", network_id="net_2", invite_at=NOON)
    invited = {said.data["event_id"] for said in organiser.said(contracts.INVITATIONS_ISSUED)}
    assert invited == {EVENT, "evt_there"}
    told = organiser.said(contracts.CONSENT_CHANGED)
    organiser.page(person, "POST", "/stop")
    assert organiser.said(contracts.CONSENT_CHANGED) == told


def test_not_me_forgets_the_contact_and_voids_the_link(organiser: Organiser) -> None:
    person = invite(organiser, email="amina@example.org", channels=["sms", "email"])
    token = organiser.link_token(person)
    assert organiser.page(person, "POST", "/not-me", {"channel": "sms"}).status_code == 200
    assert organiser.call("POST", "/links", {"token": token}, role=None).status_code == 404
    shown = organiser.ok("GET", f"/participants/{person}")
    assert (shown["phone"], shown["email"], shown["channels"]) == (None, "amina@example.org", ["email"])
    assert shown["unreachable"]["sms"]["reason"] == "not_hers"
    changed = organiser.said(contracts.PARTICIPANT_CHANGED)[-1]
    assert (changed.data["phone"], changed.data["channels"]) == (None, ["email"])


def test_not_me_without_a_channel_forgets_every_contact(organiser: Organiser) -> None:
    person = invite(organiser, email="amina@example.org", channels=["sms", "email"])
    organiser.page(person, "POST", "/not-me", {})
    shown = organiser.ok("GET", f"/participants/{person}")
    assert (shown["phone"], shown["email"], shown["channels"]) == (None, None, [])


def test_only_a_participant_has_a_page(organiser: Organiser) -> None:
    assert organiser.call("GET", "/my-invitation").status_code == 403
    assert organiser.call("GET", "/my-invitation", role="participant").status_code == 404
    assert organiser.call("GET", "/my-invitation", role="participant", invitation="inv_none").status_code == 404


def dump(organiser: Organiser) -> str:
    with organiser.service.read() as tx:
        tables = ("invitations", "registrations", "answers", "participants", "consents", "outbox", "seats")
        return str([tx.connection().exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables])
