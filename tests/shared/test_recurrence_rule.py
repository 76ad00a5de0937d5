"""Only rules of the safe part are accepted, each refusal says what to write."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problems import Invalid
from shared.recurrence_rule import parse


def test_a_rule_is_read_in_full() -> None:
    rule = parse("rrule:FREQ=MONTHLY;INTERVAL=2;COUNT=12;BYDAY=2TU,-1FR,WE;BYMONTH=9,1;BYSETPOS=1,-1;WKST=SU")
    assert (rule.freq, rule.interval, rule.count, rule.week_start) == ("MONTHLY", 2, 12, 6)
    assert rule.by_day == ((-1, 4), (0, 2), (2, 1))
    assert (rule.by_month, rule.by_set_pos) == ((1, 9), (-1, 1))
    assert rule.text.startswith("FREQ=MONTHLY")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("20271231", date(2027, 12, 31)),
        ("20271231T170000", datetime(2027, 12, 31, 17)),  # noqa: DTZ001
        ("20271231T170000Z", datetime(2027, 12, 31, 17, tzinfo=UTC)),
    ],
)
def test_an_end_is_a_date_a_local_time_or_an_instant(text: str, until: date) -> None:
    assert parse(f"FREQ=DAILY;UNTIL={text}").until == until


@pytest.mark.parametrize(
    "rule",
    [
        "", "WEEKLY", "FREQ=", "INTERVAL=2", "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=1", "FREQ=DAILY;BYMINUTE=1", "FREQ=DAILY;BYSECOND=1", "FREQ=DAILY;BYYEARDAY=1",
        "FREQ=DAILY;BYWEEKNO=1", "FREQ=DAILY;BYEASTER=0", "FREQ=DAILY;X=1", "FREQ=DAILY;", "FREQ=DAILY;COUNT",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=100", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=1,2",
        "FREQ=DAILY;INTERVAL=١", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=367", "FREQ=DAILY;COUNT=1e2",
        "FREQ=DAILY;COUNT=2;UNTIL=20271231", "FREQ=DAILY;UNTIL=20270230", "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20271231T990000Z", "FREQ=DAILY;UNTIL=00000101", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=MO,",
        "FREQ=WEEKLY;BYDAY=0MO", "FREQ=WEEKLY;BYDAY=+0MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYDAY=-1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYMONTH=1;BYDAY=6MO",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=0", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=-1", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=-31",
        "FREQ=MONTHLY;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=8", "FREQ=WEEKLY;WKST=1", "FREQ=WEEKLY;BYDAY=" + "MO," * 200 + "MO",
    ],
)  # fmt: skip
def test_every_other_rule_is_refused(rule: str) -> None:
    with pytest.raises(Invalid):
        parse(rule)


@settings(deadline=None)
@given(st.text() | st.text("FREQDAILYWKMONH=;,BY0123456789-+SPTUZ \n", max_size=60).map("FREQ=DAILY;{}".format))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        parse(text)
    except Invalid as refused:
        assert refused.detail  # noqa: PT017
