"""What waits for a person is told of all networks at once; and few that failed are found among many at no cost."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from services.notifications.notification import Notification
from tests.services.notifications.outbound import Outbound
from tests.support.looks import Steps

MANY = 2_000


def attention(outbound: Outbound, *events: str, **who: Any) -> Any:
    answer = outbound.call("GET", f"/attention{'?event_ids=' * bool(events)}{','.join(events)}", **who)
    assert answer.status_code == 200, answer.text
    return answer.json


def invited(outbound: Outbound, *, sending: str = "on") -> None:
    """Amina and Sara are invited, who has no contact at all."""
    outbound.network(sending=sending)
    outbound.event()
    outbound.person()
    outbound.person("sara", None, email=None, channels=[])
    outbound.invite("amina", "sara")
    outbound.settle()


def test_an_event_of_which_somebody_could_not_be_told_is_named_if_it_is_asked_for(outbound: Outbound) -> None:
    invited(outbound)
    assert attention(outbound, "evt_1", "evt_2")["unreached_events"] == ["evt_1"]
    assert attention(outbound, "evt_2")["unreached_events"] == attention(outbound)["unreached_events"] == []
    assert outbound.call("GET", "/attention?event_ids=%27").status_code == 422


def test_a_network_of_which_messages_are_held_is_named(outbound: Outbound) -> None:
    invited(outbound, sending="held")
    assert attention(outbound)["held_networks"] == ["net_1"]
    outbound.network()
    outbound.settle()
    assert attention(outbound)["held_networks"] == []


def test_replies_that_wait_are_said(outbound: Outbound) -> None:
    invited(outbound)
    assert attention(outbound)["replies"] is False
    outbound.writes("kan jeg ta med barna?")
    assert attention(outbound)["replies"] is True


def test_nobody_is_told_of_others(outbound: Outbound) -> None:
    invited(outbound, sending="held")
    outbound.writes("kan jeg ta med barna?")
    nothing: dict[str, Any] = {"replies": False, "held_networks": [], "unreached_events": [], "untold_events": []}
    assert attention(outbound, "evt_1", organisation="other") == nothing
    assert attention(outbound, "evt_1", network="net_2") == nothing
    assert attention(outbound, "evt_1", network="net_1")["held_networks"] == ["net_1"]
    assert outbound.call("GET", "/attention", role="host").status_code == 403


LIST = "/notifications?event_id=evt_1&limit=5"


@pytest.mark.parametrize("path", ["/attention?event_ids=evt_1", LIST, f"{LIST}&state=failed"])
def test_a_look_costs_nothing_for_each_message_there_is(outbound: Outbound, path: str) -> None:
    invited(outbound)
    taken = []
    for number in (0, MANY):
        with outbound.transaction() as tx:
            (like,) = tx.execute(select(Notification.__table__).where(Notification.participant_id == "prt_sara")).all()
            row = dict(like._mapping) | {"state": "sent", "participant_id": "prt_other"}
            rows = [row | {"id": f"ntf_z{place}", "key": f"other {place}"} for place in range(number)]
            tx.execute(insert(Notification), rows) if rows else None
        outbound.call("GET", path)
        with Steps([outbound.service.database]) as steps:
            outbound.call("GET", path)
        taken.append(steps.taken)
    assert taken[1] - taken[0] < MANY / 4
