"""A consent that is withdrawn takes back what was told, in whatever order messages come."""

from collections.abc import Callable
from itertools import permutations

import pytest

from tests.services.partners.story import REVISION, Story
from tests.support.corpus import first


@pytest.mark.slow
def test_a_withdrawn_consent_takes_back_all_that_was_told(story: Story) -> None:
    partner, other = story.partner("net_1"), story.partner("net_1")
    for attendance in ("att_1", "att_2"):
        story.attends("par_1", {partner: 5, other: 5}, attendance=attendance, reference="SAK-7")
    story.attends("par_2", {partner: 5}, attendance="att_3")
    story.consents("par_1", partner, revision=6, given=False)
    assert [kind for kind, _ in story.told(partner)] == ["recorded"] * 3 + ["withdrawn"] * 2
    assert [kind for kind, _ in story.told(other)] == ["recorded"] * 2
    assert len(story.holds(partner)) == 1
    withdrawn = story.feed(partner)[-1]["data"]
    assert withdrawn["reference"] is None
    assert withdrawn["revision"] > REVISION


def test_after_a_withdrawal_nothing_further_is_told(story: Story) -> None:
    partner = story.partner("net_1")
    story.consents("par_1", partner, revision=6, given=False)
    story.attends("par_1", {partner: 5})
    story.attends("par_1", {partner: 5}, status="late", change="corrected", revision=REVISION + 1)
    assert story.told(partner) == []


def test_a_withdrawal_said_twice_is_told_once(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.consents("par_1", partner, revision=6, given=False)
    story.consents("par_1", partner, revision=6, given=False)
    assert [kind for kind, _ in story.told(partner)] == ["recorded", "withdrawn"]


def test_a_new_consent_tells_new_facts_only(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.consents("par_1", partner, revision=6, given=False)
    story.consents("par_1", partner, revision=7)
    assert story.holds(partner) == {}
    story.attends("par_1", {partner: 7}, attendance="att_2", status="late")
    assert list(story.holds(partner).values()) == ["late"]


def test_a_correction_under_a_new_consent_is_newer_than_the_withdrawal(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.consents("par_1", partner, revision=6, given=False)
    story.consents("par_1", partner, revision=7)
    # the withdrawal that partners were told raised the revision past the one that registrations gives next
    story.attends("par_1", {partner: 7}, status="late", change="corrected", revision=REVISION + 1)
    assert list(story.holds(partner).values()) == ["late"]
    assert story.told(partner)[-1] == ("recorded", "late")


def _story_of_two_consents(story: Story, partner: str) -> dict[str, Callable[[], None]]:
    return {
        "told": lambda: story.attends("par_1", {partner: 5}),
        "withdrawn": lambda: story.consents("par_1", partner, revision=6, given=False),
        "given": lambda: story.consents("par_1", partner, revision=7),
        "again": lambda: story.attends("par_1", {partner: 7}, attendance="att_2", status="late"),
    }


@pytest.mark.parametrize("order", first(4, permutations(["told", "withdrawn", "given", "again"])), ids="-".join)
@pytest.mark.slow
def test_in_any_order_only_what_the_new_consent_covers_stays(story: Story, order: tuple[str, ...]) -> None:
    partner = story.partner("net_1")
    steps = _story_of_two_consents(story, partner)
    for name in order:
        steps[name]()
    assert list(story.holds(partner).values()) == ["late"]


def test_a_consent_for_one_network_is_withdrawn_there_only(story: Story) -> None:
    story.network("net_2", slug="sprinternettverket")
    story.event("evt_2", network="net_2")
    partner = story.partner("net_1", "net_2")
    story.attends("par_1", {partner: 5})
    story.attends("par_1", {partner: 5}, attendance="att_2", event="evt_2", network="net_2", status="late")
    story.consents("par_1", partner, revision=6, given=False, network="net_1")
    assert list(story.holds(partner).values()) == ["late"]
    story.attends("par_1", {partner: 5}, attendance="att_3", event="evt_2", network="net_2", status="excused")
    story.attends("par_1", {partner: 5}, attendance="att_4")
    assert list(story.holds(partner).values()) == ["late", "excused"]


def test_a_reference_that_was_changed_since_is_the_one_told(story: Story) -> None:
    partner = story.partner("net_1")
    story.consents("par_1", partner, revision=8)
    story.attends("par_1", {partner: 5}, reference="SAK-7")
    story.consents("par_2", partner, revision=5, reference="SAK-8")
    story.attends("par_2", {partner: 5}, attendance="att_2", reference="SAK-8")
    assert [item["data"]["reference"] for item in story.feed(partner)] == [None, "SAK-8"]


def test_consents_to_invitations_or_to_unknown_partners_leave_no_trace(story: Story) -> None:
    story.consents("par_1", "prt_unknown", revision=5)
    assert 'par_1"' not in story.everything_stored()


def test_another_organisations_withdrawal_takes_nothing_back(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.consents("par_1", partner, revision=6, given=False, organisation="other")
    assert len(story.holds(partner)) == 1
