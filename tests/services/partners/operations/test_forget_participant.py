"""Erasure reaches the partners, and nothing here leads to the person any more."""

import pytest

from shared.contracts.registrations import PARTICIPANT_ERASED
from tests.services.partners.story import REVISION, Story


@pytest.mark.slow
def test_an_erased_person_is_taken_back_everywhere_and_parted_from_her_pseudonyms(story: Story) -> None:
    one, two = story.partner("net_1"), story.partner("net_1")
    story.consents("par_1", one, revision=5, reference="SAK-7")
    story.attends("par_1", {one: 5, two: 5}, reference="SAK-7")
    story.attends("par_2", {one: 5}, attendance="att_2", reference="SAK-8")
    persons = {story.feed(partner)[0]["data"]["person"] for partner in (one, two)}
    story.erases("par_1")
    for partner in (one, two):
        assert story.told(partner)[-1] == ("withdrawn", "present")
        assert story.feed(partner)[-1]["data"]["person"] in persons
    assert len(story.holds(one)) == 1
    assert [item["data"]["reference"] for item in story.feed(one)] == [None, "SAK-8", None]
    assert _rows(story, "pseudonyms") == _rows(story, "told_attendances") == 1
    assert "SAK-7" not in story.everything_stored()


def test_what_was_taken_back_before_is_not_taken_back_again(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5}, reference="SAK-7")
    story.consents("par_1", partner, revision=6, given=False)
    story.erases("par_1")
    assert [kind for kind, _ in story.told(partner)] == ["recorded", "withdrawn"]
    assert "SAK-7" not in story.everything_stored()


def test_no_late_message_revives_her(story: Story) -> None:
    partner = story.partner("net_1")
    story.erases("par_1")
    story.consents("par_1", partner, revision=9)
    story.attends("par_1", {partner: 9})
    story.attends("par_1", {partner: 9}, change="corrected", revision=REVISION + 1)
    story.erases("par_1", revision=REVISION + 2)
    assert story.told(partner) == []
    assert _rows(story, "pseudonyms") == _rows(story, "known_consents") == _rows(story, "told_attendances") == 0


def test_another_organisations_erasure_erases_nobody_here(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    story.hear(PARTICIPANT_ERASED, "par_1", {"id": "par_1"}, source="registrations", organisation="other")
    assert len(story.holds(partner)) == 1


def _rows(story: Story, table: str) -> int:
    with story.service.database.connection() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # type: ignore[no-any-return]
