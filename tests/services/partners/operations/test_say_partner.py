"""Others hear who may be told of attendance, and where."""

from shared.contracts.partners import PARTNER_CHANGED
from tests.services.partners.story import Story


def said(story: Story) -> list[tuple[list[str], bool]]:
    return [(one.data["network_ids"], one.data["removed"]) for one in story.said(PARTNER_CHANGED)]


def test_every_change_of_what_a_partner_may_know_is_told_once(story: Story) -> None:
    partner = story.partner("net_1")
    grant = story.grant(partner)
    for _ in range(2):
        assert story.call("DELETE", f"/partners/{partner}/grants/{grant}").status_code == 204
    story.grant(partner)
    story.call("DELETE", f"/partners/{partner}")
    assert said(story) == [([], False), (["net_1"], False), ([], False), (["net_1"], False), ([], True)]
    revisions = [one.revision for one in story.said(PARTNER_CHANGED)]
    assert revisions == sorted(set(revisions))


def test_how_partners_stand_is_said_again(story: Story) -> None:
    kept, gone = story.partner("net_1"), story.partner("net_1")
    story.call("DELETE", f"/partners/{gone}")
    before = {one.subject: one.revision for one in story.said(PARTNER_CHANGED)}
    answer = story.call("POST", "/republish", {}, role="operator", organisation="*")
    assert answer.json == {"said": 2, "next": None}
    again = story.said(PARTNER_CHANGED)[-2:]
    assert {one.subject: one.data["network_ids"] for one in again} == {kept: ["net_1"], gone: []}
    assert all(one.revision > before[one.subject] for one in again)
    assert story.call("POST", "/republish", {}, role="owner").status_code == 403
