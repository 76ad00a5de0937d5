"""Who has not answered an invitation is called: by whom nobody has reached yet, first."""

from datetime import timedelta

from tests.services.registrations.organiser import NOON, Organiser


def test_who_has_not_answered_is_on_the_list_of_those_to_call(organiser: Organiser) -> None:
    silent = organiser.member(name="Silent Example", channels=[], language="ti")
    spoke = organiser.member(name="Spoke Example")
    hidden = organiser.member(name="Hidden Example", protected=True)
    organiser.event(invite_at=NOON)
    organiser.answers(spoke, "tentative")
    calls = organiser.ok("GET", "/events/evt_1/call-list")["items"]
    assert {call["participant_id"] for call in calls} == {silent, hidden}
    (hers,) = [call for call in calls if call["participant_id"] == silent]
    assert (hers["name"], hers["phone"], hers["language"]) == ("Silent Example", "+447700900101", "ti")
    assert "Hidden Example" not in str(calls)
    organiser.answers(silent, "declined")
    assert len(organiser.ok("GET", "/events/evt_1/call-list")["items"]) == 1
    assert organiser.call("GET", "/events/evt_1/call-list", role="host").status_code == 403
    assert organiser.call("GET", "/events/evt_1/call-list", organisation="annet").status_code == 404
    assert organiser.call("GET", "/events/evt_1/call-list", network="net_2").status_code == 404


def test_who_did_not_answer_the_phone_is_listed_with_when_somebody_rang(organiser: Organiser) -> None:
    rung, other = organiser.member(name="Rung Example"), organiser.member(name="Other Example")
    organiser.event(invite_at=NOON)

    def listed(rang: str) -> list[str]:
        return [call["participant_id"] for call in organiser.ok("GET", f"/events/evt_1/call-list?rang={rang}")["items"]]

    noted = organiser.ok("POST", f"/events/evt_1/call-list/{rung}/rang")
    assert (noted["participant_id"], noted["rang_at"][:16]) == (rung, NOON.isoformat()[:16])
    assert (listed("yes"), listed("no")) == ([rung], [other])
    assert len(organiser.ok("GET", "/events/evt_1/call-list")["items"]) == 2
    organiser.service.clock.advance(timedelta(hours=1))
    assert organiser.ok("POST", f"/events/evt_1/call-list/{rung}/rang")["rang_at"] > noted["rang_at"]
    organiser.answers(rung)
    assert (listed("yes"), listed("no")) == ([], [other])
    kept = organiser.ok("GET", f"/participants/{rung}/export")["invitations"]
    assert kept[0]["rang_at"] is not None


def test_calls_are_noted_of_ones_own_people_alone(organiser: Organiser) -> None:
    person, nobody = organiser.member(), organiser.person()
    organiser.event(invite_at=NOON)
    path = f"/events/evt_1/call-list/{person}/rang"
    assert organiser.call("POST", path, role="host").status_code == 403
    assert organiser.call("POST", path, organisation="annet").status_code == 404
    assert organiser.call("POST", path, network="net_2").status_code == 404
    assert organiser.call("POST", f"/events/evt_1/call-list/{nobody}/rang").status_code == 404
    assert organiser.call("POST", f"/events/evt_2/call-list/{person}/rang").status_code == 404
    assert organiser.ok("GET", "/events/evt_1/call-list?rang=yes")["items"] == []


def test_who_is_taken_off_is_rung_no_more_and_begins_anew(organiser: Organiser) -> None:
    person = organiser.member()
    organiser.event(invite_at=NOON)
    path = f"/events/evt_1/call-list/{person}/rang"
    organiser.ok("POST", path)
    hers = organiser.answers(person)
    organiser.ok("POST", f"/registrations/{hers['id']}/cancel", {})
    assert organiser.call("POST", path).status_code == 404
    organiser.ok("POST", "/events/evt_1/invitations", {"participant_ids": [person]})
    (hers,) = organiser.ok("GET", f"/participants/{person}/export")["invitations"]
    assert (hers["removed"], hers["rang_at"]) == (False, None)
