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
        jobs.Inviting(organiser.service.service.database, KEYS).run_once(NOON)
    crash_points.set_action(None)
    assert organiser.said(contracts.INVITATIONS_ISSUED) == []
    organiser.passes(minutes=1)
    assert len(organiser.said(contracts.INVITATIONS_ISSUED)) == 1


def test_members_are_invited_some_at_a_time_and_each_once(organiser: Organiser) -> None:
    members = [organiser.member() for _ in range(5)]
    organiser.event(invite_at=NOON + timedelta(days=1))
    organiser.service.clock.advance(timedelta(days=1))
    inviting = jobs.Inviting(organiser.service.service.database, KEYS, most=2)
    turns = [inviting.run_once(NOON) for _ in range(4)]
    assert turns == [1, 1, 1, 0]
    said = organiser.said(contracts.INVITATIONS_ISSUED)
    assert [len(one.data["invitations"]) for one in said] == [2, 2, 1]
    told = [invitation["participant_id"] for one in said for invitation in one.data["invitations"]]
    assert sorted(told) == sorted(members)


def test_who_joins_while_members_are_being_invited_is_invited_too(organiser: Organiser) -> None:
    for _ in range(3):
        organiser.member()
    organiser.event(invite_at=NOON + timedelta(days=1))
    organiser.service.clock.advance(timedelta(days=1))
    database = organiser.service.service.database
    jobs.Inviting(database, KEYS, most=2).run_once(NOON)
    organiser.member()  # and the process that had come so far is gone
    organiser.passes(minutes=1)
    told = [
        invitation["participant_id"]
        for said in organiser.said(contracts.INVITATIONS_ISSUED)
        for invitation in said.data["invitations"]
    ]
    assert len(told) == len(set(told)) == 4


def test_members_are_invited_to_a_date_that_had_begun_when_it_turns_out_to_have_moved_ahead(
    organiser: Organiser,
) -> None:
    organiser.member()
    begun = {"starts_at": NOON - timedelta(minutes=5), "ends_at": NOON + timedelta(hours=1)}
    organiser.event(invite_at=NOON - timedelta(minutes=1), **begun)
    organiser.event(invite_at=NOON - timedelta(minutes=1))
    (said,) = organiser.said(contracts.INVITATIONS_ISSUED)
    assert len(said.data["invitations"]) == 1
