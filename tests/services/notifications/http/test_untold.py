"""Whom no message tells of a change is counted before it, named after it, and told by a person."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.operations.suppress import Reach, suppress
from shared.contracts.registrations import PARTICIPANT_ERASED
from tests.services.notifications.http.test_attention import attention
from tests.services.notifications.outbound import SARA, START, Outbound

LINA, RANA = "+447700900003", "+447700900004"
LATER = START + timedelta(days=7)
MOVED = {"event_id": "evt_1", "occasion": "moved", "event": {"starts_at": LATER.isoformat()}}


@pytest.fixture
def told(outbound: Outbound) -> Outbound:
    """Amina gets both; Sara has stopped since; Nora has no contact, Rana's phone is dead; Lina says no."""
    outbound.ready_to_invite()
    outbound.person("sara", SARA, channels=["sms"])
    outbound.person("nora", None, email=None, channels=[])
    outbound.person("lina", LINA, channels=["sms"])
    outbound.invite("amina", "sara", "nora", "lina")
    outbound.person("rana", RANA, channels=["sms"])
    outbound.telephone.answers = [Outcome(Kind.REFUSED, code="21614")]
    outbound.invite("rana")
    outbound.registered("declined", "lina", reason="declined")
    outbound.registered("confirmed", "sara")
    stops(outbound, SARA)
    return outbound


def stops(outbound: Outbound, phone: str) -> None:
    with outbound.transaction() as tx:
        suppress(tx, channel="sms", contact=phone, reach=Reach("demo", "net_1"), reason="stop")


def untold(outbound: Outbound, **who: Any) -> list[str]:
    answer = outbound.call("GET", "/events/evt_1/untold", **who)
    assert answer.status_code == 200, answer.text
    return [one["participant_id"] for one in answer.json["items"]]  # type: ignore[index]


def settled(outbound: Outbound, who: str, **claims: Any) -> int:
    return int(outbound.call("DELETE", f"/events/evt_1/untold/prt_{who}", **claims).status_code)


def test_who_is_told_and_who_is_not_is_said_before_a_change_as_it_comes(told: Outbound) -> None:
    preview: Any = told.call("POST", "/networks/net_1/preview", MOVED).json
    assert (preview["people"], preview["reached"]) == (4, 1)
    assert preview["channels"] == {"sms": 1, "email": 1}
    assert preview["untold"] == ["prt_nora", "prt_rana", "prt_sara"]
    before = len(told.telephone.taken)
    told.move(LATER)
    assert len(told.telephone.taken) - before == preview["channels"]["sms"]
    assert untold(told) == preview["untold"]
    assert told.states(occasion="moved") == [
        ("moved", "email", "sent"),
        ("moved", "sms", "failed"),
        ("moved", "sms", "sent"),
        ("moved", "sms", "suppressed"),
        ("moved", "sms", "unreachable"),
    ]


def test_who_was_told_by_a_person_is_told_again_of_the_next_change_alone(told: Outbound) -> None:
    told.move(LATER)
    assert attention(told, "evt_1")["untold_events"] == ["evt_1"]
    assert [settled(told, who) for who in ("nora", "sara", "sara", "rana")] == [204, 204, 409, 204]
    assert (untold(told), attention(told, "evt_1")["untold_events"]) == ([], [])
    assert {row.reason for row in told.owed(participant_id="prt_nora")} == {"told by a person"}
    told.cancel(2)
    assert untold(told) == ["prt_nora", "prt_rana", "prt_sara"]
    assert attention(told, "evt_1")["untold_events"] == ["evt_1"]


@pytest.mark.parametrize("comes", [True, False])
def test_who_answers_after_the_change_or_belongs_no_more_needs_no_call(told: Outbound, comes: bool) -> None:
    told.move(LATER)
    told.later(hours=1)
    told.invite("nora", announce=False)
    assert untold(told) == ["prt_rana", "prt_sara"]
    told._hear(PARTICIPANT_ERASED, "prt_rana", {"id": "prt_rana"}, "registrations")
    assert untold(told) == untold(told, network="net_1") == ["prt_sara"]
    assert settled(told, "sara", organisation="other") == settled(told, "sara", network="net_2") == 404
    assert (settled(told, "sara", role="host"), settled(told, "nobody")) == (403, 404)
    assert told.call("GET", "/events/evt_1/untold", organisation="other").status_code == 404
    assert told.call("GET", "/events/evt_1/untold", role="host").status_code == 403
    told.answered("accepted", "confirmed", name="sara") if comes else told.registered("declined", "sara")
    assert untold(told) == []


def test_who_is_told_over_one_way_needs_no_call_and_no_other_way_is_said_to_fail(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person("sara", SARA, channels=["sms"])
    outbound.invite("amina", "sara")
    outbound.person("sara", SARA, channels=["sms", "email"])
    stops(outbound, "+447700900001")
    outbound.move(LATER)
    assert outbound.states(occasion="moved", participant_id="prt_amina") == [
        ("moved", "email", "sent"),
        ("moved", "sms", "suppressed"),
    ]
    assert outbound.states(occasion="moved", participant_id="prt_sara") == [("moved", "sms", "sent")]
    assert untold(outbound) == []


def test_of_an_event_that_nobody_heard_of_nobody_needs_to_be_told(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    stops(outbound, "+447700900001")
    outbound.invite()
    preview: Any = outbound.call("POST", "/networks/net_1/preview", MOVED | {"occasion": "event_cancelled"}).json
    assert (preview["people"], preview["untold"]) == (0, [])
    outbound.cancel()
    assert (outbound.states(occasion="event_cancelled"), untold(outbound)) == ([], [])


def test_one_who_is_reached_otherwise_now_is_called(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person(channels=["sms"])
    outbound.invite()
    outbound.person(channels=["email"])
    outbound.move(LATER)
    assert outbound.states(occasion="moved") == [("moved", "email", "failed")]
    assert untold(outbound) == ["prt_amina"]
