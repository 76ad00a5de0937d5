"""The moves that an event's state allows."""

import pytest

from services.events.event import MOVES, Event, Status
from services.events.uid import mint_uid
from shared.problems import Conflict


@pytest.mark.parametrize("status", Status)
def test_nothing_leads_out_of_cancelled_nor_back_to_draft(status: Status) -> None:
    assert status not in MOVES[Status.CANCELLED]
    assert Status.DRAFT not in MOVES[status]


def test_a_cancelled_event_cannot_change() -> None:
    with pytest.raises(Conflict):
        Event(status=Status.CANCELLED).check_can_change()


def test_a_uid_follows_from_the_event_alone() -> None:
    assert mint_uid("evt_1") == mint_uid("evt_1") != mint_uid("evt_2")
