"""How far the telling of an event has come is a handful of numbers."""

from datetime import timedelta
from typing import Any

from tests.services.notifications.outbound import SARA, START, Outbound


def summary(outbound: Outbound, event: str = "evt_1") -> dict[str, Any]:
    found: dict[str, Any] = outbound.call("GET", f"/events/{event}/summary", role="host").json
    return found


def counted(found: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    return {(one["occasion"], one["channel"], one["state"]): one["count"] for one in found["counts"]}


def test_what_is_held_is_counted_as_held_and_what_was_sent_with_its_times(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    outbound.person("sara", SARA, channels=["sms"])
    outbound.invite("amina", "sara")
    before = summary(outbound)
    assert counted(before) == {("invitation", "sms", "held"): 2, ("invitation", "email", "held"): 1}
    assert (before["held"], before["waiting"], before["first_sent_at"]) == (3, 0, None)
    outbound.network(sending="on")
    after = summary(outbound)
    assert counted(after) == {("invitation", "sms", "sent"): 2, ("invitation", "email", "sent"): 1}
    assert (after["held"], after["waiting"], after["total"]) == (0, 0, 3)
    assert after["first_sent_at"] == after["last_sent_at"] == outbound.clock.now().isoformat()


def test_a_reminder_of_next_month_waits_for_later_and_not_now(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.invite()
    outbound.registered()
    found = summary(outbound)
    assert (found["waiting"], found["later"]) == (0, 2)
    assert found["next_due_at"] == (START - timedelta(hours=24)).astimezone(outbound.clock.now().tzinfo).isoformat()


def test_an_event_of_nobody_has_no_numbers(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    assert outbound.call("GET", "/events/evt_9/summary", role="host").status_code == 404
    assert summary(outbound)["counts"] == []
