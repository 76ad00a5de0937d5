"""What a process that is gone had begun is done soon by the next."""

from datetime import timedelta

import pytest

from services.registrations import jobs
from shared import crash_points
from shared.contracts import registrations as contracts
from tests.services.registrations.organiser import Organiser
from tests.support.one_service import KEYS, NOON


def test_members_are_invited_within_a_minute_after_a_crash_between_claim_and_inviting(organiser: Organiser) -> None:
    organiser.member()
    organiser.event(invite_at=NOON + timedelta(days=1))
    organiser.service.clock.advance(timedelta(days=1))

    def die(point: str) -> None:
        if point == "job.after_commit":
            raise crash_points.Crash

    crash_points.set_action(die)
    with pytest.raises(crash_points.Crash):
        jobs.invite_due(organiser.service.service.database, KEYS)
    crash_points.set_action(None)
    assert organiser.said(contracts.INVITATIONS_ISSUED) == []
    organiser.passes(minutes=1)
    assert len(organiser.said(contracts.INVITATIONS_ISSUED)) == 1


def test_members_are_invited_to_a_date_that_had_begun_when_it_turns_out_to_have_moved_ahead(
    organiser: Organiser,
) -> None:
    organiser.member()
    begun = {"starts_at": NOON - timedelta(minutes=5), "ends_at": NOON + timedelta(hours=1)}
    organiser.event(invite_at=NOON - timedelta(minutes=1), **begun)
    organiser.event(invite_at=NOON - timedelta(minutes=1))
    (said,) = organiser.said(contracts.INVITATIONS_ISSUED)
    assert len(said.data["invitations"]) == 1
