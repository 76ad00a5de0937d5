"""Copies of events and networks are the newest, also for what is handled in the same transaction."""

from datetime import timedelta
from typing import Any

from services.partners.known_event import find_event
from services.partners.known_network import find_network
from services.partners.operations.follow_events import follow_event, follow_network
from tests.services.partners.story import STARTS_AT, Story
from tests.support.one_service import ORGANISATION


def _event(**changes: Any) -> dict[str, Any]:
    event = {"id": "evt_1", "network_id": "net_1", "uid": "evt_1@samling.example.org", "timezone": "Europe/Oslo"}
    return event | {"starts_at": STARTS_AT, "ends_at": STARTS_AT + timedelta(hours=2)} | changes


def test_an_event_that_moves_within_a_batch_is_found_as_it_is_now(story: Story) -> None:
    with story.transaction() as tx:
        before = find_event(tx, ORGANISATION, "evt_1")
        assert before is not None
        assert before.starts_at == STARTS_AT
        follow_event(tx, ORGANISATION, _event(starts_at=STARTS_AT + timedelta(days=7)), revision=3)
        follow_event(tx, ORGANISATION, _event(starts_at=STARTS_AT + timedelta(days=1)), revision=2)
        after = find_event(tx, ORGANISATION, "evt_1")
        assert after is not None
        assert after.starts_at == STARTS_AT + timedelta(days=7)


def test_a_network_that_changes_within_a_batch_is_found_as_it_is_now(story: Story) -> None:
    with story.transaction() as tx:
        before = find_network(tx, ORGANISATION, "net_1")
        assert before is not None
        follow_network(tx, ORGANISATION, {"id": "net_1", "slug": "kvinner"}, revision=3)
        follow_network(tx, ORGANISATION, {"id": "net_1", "slug": "older"}, revision=2)
        after = find_network(tx, ORGANISATION, "net_1")
        assert after is not None
        assert after.slug == "kvinner"


def test_another_organisations_event_and_network_are_not_found(story: Story) -> None:
    with story.read() as tx:
        assert find_event(tx, "other", "evt_1") is None
        assert find_network(tx, "other", "net_1") is None
