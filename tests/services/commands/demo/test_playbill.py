"""The dates and people of a story in real time hold at any hour of any day."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from services.commands.demo.playbill import AHEAD, NIGHT, RunningPlaybill
from shared.timezones import zone

OSLO = zone("Europe/Oslo")
MOMENTS = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=7 * step, minutes=step % 60) for step in range(1300)]
PLAYBILL = RunningPlaybill(organisation="demo-1", first_phone=980)


@pytest.mark.parametrize("part", range(4))
@pytest.mark.slow
def test_it_begins_within_hours_on_a_date_of_its_own_rule_and_not_when_clocks_change(part: int) -> None:
    for now in MOMENTS[part::4]:
        text, rule = PLAYBILL.first_date(now)
        local = datetime.fromisoformat(text)
        ahead = local.replace(tzinfo=OSLO).astimezone(UTC) - now
        assert timedelta(hours=1) <= ahead <= timedelta(hours=7)
        assert not NIGHT[0] <= local.hour < NIGHT[1]
        assert rrulestr(rule, dtstart=local)[0] == local
        months = [date.month for date in rrulestr(rule, dtstart=local)[:12]]
        assert len(set(months)) == 12


def test_it_moves_to_where_reminder_and_check_in_are_due_within_the_minute() -> None:
    now = datetime(2027, 3, 9, 12, 0, 40, 5, tzinfo=UTC)
    starts_at = datetime(2027, 3, 9, 14, tzinfo=UTC)
    due = starts_at + PLAYBILL.moved_by(starts_at, now) - AHEAD
    assert timedelta(0) < due - now < timedelta(minutes=1)


def test_everybody_has_a_phone_reserved_for_fiction_and_a_mailbox_of_this_story() -> None:
    phones = [person["phone"] for person in PLAYBILL.people.values() if "phone" in person]
    assert len(set(phones)) == 3
    assert all(phone.startswith("+447700900") and len(phone) == 13 for phone in phones)
    assert PLAYBILL.email("Selam") == "selam.tesfay+demo-1@example.org"
