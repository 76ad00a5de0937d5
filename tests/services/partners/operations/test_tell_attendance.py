"""Who is told of an attendance, and in which order."""

import json
from itertools import permutations
from typing import Any

import pytest

from tests.services.partners.story import REVISION, Story
from tests.support.corpus import first

ENVELOPE = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "cursor"}

STEPS: dict[str, dict[str, Any]] = {
    "recorded": {"change": "recorded", "status": "absent", "revision": REVISION},
    "corrected": {"change": "corrected", "status": "late", "revision": REVISION + 1},
    "withdrawn": {"change": "withdrawn", "status": "late", "revision": REVISION + 2},
}


def test_a_partner_with_grant_and_consent_is_told_in_order(story: Story) -> None:
    partner = story.partner("net_1")
    for step in STEPS.values():
        story.attends("par_1", {partner: 5}, **step)
    assert story.told(partner) == [("recorded", "absent"), ("corrected", "late"), ("withdrawn", "late")]
    assert [item["data"]["revision"] for item in story.feed(partner)] == [REVISION, REVISION + 1, REVISION + 2]
    assert len({item["subject"] for item in story.feed(partner)}) == 1


@pytest.mark.parametrize("order", first(2, permutations(STEPS)), ids="-".join)
def test_in_any_order_the_partner_ends_with_the_newest(story: Story, order: tuple[str, ...]) -> None:
    partner = story.partner("net_1")
    for name in order:
        story.attends("par_1", {partner: 5}, **STEPS[name])
    revisions = [item["data"]["revision"] for item in story.feed(partner)]
    assert revisions == sorted(set(revisions))
    assert story.holds(partner) == {}


@pytest.mark.parametrize("order", list(permutations(["recorded", "corrected"])), ids="-".join)
def test_an_older_revision_that_comes_late_is_not_told(story: Story, order: tuple[str, ...]) -> None:
    partner = story.partner("net_1")
    for name in order:
        story.attends("par_1", {partner: 5}, **STEPS[name])
    assert list(story.holds(partner).values()) == ["late"]
    assert story.told(partner)[-1][1] == "late"


def test_the_same_state_said_again_is_told_once(story: Story) -> None:
    partner = story.partner("net_1")
    for _ in range(3):
        story.attends("par_1", {partner: 5})
    assert story.told(partner) == [("recorded", "present")]


def test_without_a_grant_for_the_network_nothing_is_told(story: Story) -> None:
    story.network("net_2", slug="sprinternettverket")
    elsewhere, nowhere = story.partner("net_2"), story.partner()
    story.attends("par_1", {elsewhere: 5, nowhere: 5})
    assert story.told(elsewhere) == story.told(nowhere) == []


def test_a_grant_tells_from_now_on_only(story: Story) -> None:
    partner = story.partner()
    story.attends("par_1", {partner: 5})
    story.grant(partner)
    story.attends("par_1", {partner: 5})  # said again, as after a restore
    assert story.told(partner) == []
    story.attends("par_1", {partner: 5}, status="late", change="corrected", revision=REVISION + 1)
    assert story.told(partner) == [("recorded", "late")]


@pytest.mark.slow
def test_after_a_grant_has_ended_nothing_new_is_told_but_what_is_withdrawn_is_taken_back(story: Story) -> None:
    partner = story.partner()
    grant = story.grant(partner)
    story.attends("par_1", {partner: 5})
    story.attends("par_2", {partner: 5}, attendance="att_2")
    assert story.call("DELETE", f"/partners/{partner}/grants/{grant}").status_code == 204
    story.attends("par_1", {partner: 5}, **STEPS["corrected"])
    story.attends("par_3", {partner: 5}, attendance="att_3")
    assert story.told(partner) == [("recorded", "present")] * 2
    story.attends("par_2", {partner: 5}, attendance="att_2", change="withdrawn", revision=REVISION + 1)
    assert story.told(partner)[2:] == [("withdrawn", "present")]


def test_a_partner_that_the_person_did_not_agree_to_hears_nothing(story: Story) -> None:
    agreed, other = story.partner("net_1"), story.partner("net_1")
    story.attends("par_1", {agreed: 5})
    assert story.told(agreed) == [("recorded", "present")]
    assert story.told(other) == []


def test_a_partner_that_is_no_longer_agreed_is_told_that_it_no_longer_holds(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.attends("par_1", {}, change="corrected", revision=REVISION + 1)
    assert story.told(partner) == [("recorded", "present"), ("withdrawn", "present")]


def test_a_walk_in_is_never_told(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends(None, {partner: 5})
    assert story.told(partner) == []


def test_another_organisations_attendance_is_not_told(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5}, organisation="other")
    assert story.told(partner) == []


def test_an_attendance_waits_for_its_event(blank: Story) -> None:
    blank.network()
    partner = blank.partner("net_1")
    blank.attends("par_1", {partner: 5})
    assert blank.told(partner) == []
    blank.event()
    assert blank.told(partner) == [("recorded", "present")]


def test_an_event_of_another_organisation_does_not_serve(blank: Story) -> None:
    blank.network()
    partner = blank.partner("net_1")
    blank.event(organisation="other")
    blank.attends("par_1", {partner: 5})
    assert blank.told(partner) == []


def test_an_event_that_moved_is_told_with_its_newest_times(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.event(network="net_1", revision=7)
    story.network(slug="kvinner", revision=7)
    story.network(slug="older", revision=6)
    story.attends("par_1", {partner: 5}, **STEPS["corrected"])
    assert [item["data"]["event"]["network"] for item in story.feed(partner)] == ["kvinnenettverket", "kvinner"]


def test_nothing_in_two_feeds_is_the_same_for_one_person_but_the_event(story: Story) -> None:
    one, two = story.partner("net_1"), story.partner("net_1")
    for attendance in ("att_1", "att_2"):
        story.attends("par_1", {one: 5, two: 5}, attendance=attendance)
    firsts, seconds = story.feed(one), story.feed(two)
    assert len({item["data"]["person"] for item in firsts}) == len({item["data"]["person"] for item in seconds}) == 1
    for name in ("person", "id"):
        assert not {item["data"][name] for item in firsts} & {item["data"][name] for item in seconds}
    assert not {item["id"] for item in firsts} & {item["id"] for item in seconds}
    assert {item["data"]["recorded_at"] for item in firsts} == {"2027-01-12T16:07:00+00:00"}
    assert all(item["time"].endswith(":00+00:00") for item in firsts)


def test_the_bytes_hold_nothing_that_leads_to_the_person(story: Story) -> None:
    partner, other = story.partner("net_1"), story.partner("net_1", name="Skatt nord")
    story.attends("par_1", {partner: 5, other: 5}, reference="SAK-7")
    raw = story.asks(partner).get_data(as_text=True)
    told_to_other = story.feed(other)[0]["data"]
    secrets = ("par_1", "att_1", 'evt_1"', "net_1", "Amina", "Kari", "Kvinner i Storgata", "barnevernet", "Biblioteket")
    for secret in (*secrets, other, "Skatt nord", told_to_other["person"], told_to_other["id"], partner):
        assert secret not in raw
    item = json.loads(raw)["items"][0]
    assert set(item) == ENVELOPE | {"data"}
    assert set(item["data"]) == {"id", "revision", "person", "reference", "event", "status", "recorded_at"}
    assert set(item["data"]["event"]) == {"uid", "starts_at", "ends_at", "timezone", "network"}
    assert item["data"]["reference"] == "SAK-7"
    assert len(json.dumps(item, ensure_ascii=False).encode()) < 2000
