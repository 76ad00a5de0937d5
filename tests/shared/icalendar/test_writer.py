"""Calendar files, read back by a library that did not write them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import unquote

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.icalendar import Attendee, CalendarEvent, Method, skeleton, vevent, vtimezone, wrap, write
from shared.local_time import to_local
from shared.problems import Invalid
from shared.safe_text import one_line, paragraphs
from tests.support.calendar_texts import HOSTILE, addresses, an_event, events, instants, links, texts

PERSONAL: st.SearchStrategy[Literal["REQUEST", "CANCEL"]] = st.sampled_from(["REQUEST", "CANCEL"])
METHODS: st.SearchStrategy[Method] = st.sampled_from(["PUBLISH", "REQUEST", "CANCEL"])
ALWAYS = {"UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "DTSTAMP"}


def read(text: str) -> icalendar.Calendar:
    """The one calendar in the text, with no fault anywhere in it."""
    (calendar,) = icalendar.Calendar.from_ical(text.encode(), multiple=True)
    assert [part.errors for part in calendar.walk()] == [[] for _ in calendar.walk()]
    return calendar


def expected(event: CalendarEvent, method: Method) -> set[str]:
    optional = {
        "DESCRIPTION": event.description,
        "LOCATION": event.location,
        "URL": event.url,
        "CATEGORIES": event.categories,
        "ORGANIZER": event.organizer,
        "ATTENDEE": event.attendee and method != "PUBLISH",
        "LAST-MODIFIED": event.last_modified,
    }
    return ALWAYS | {name for name, value in optional.items() if value}


def assert_same(event: CalendarEvent, method: Method, found: icalendar.Event) -> None:
    assert set(found) == expected(event, method)
    assert (found["UID"], found["SEQUENCE"], found["CLASS"]) == (event.uid, event.sequence, event.classification)
    assert found["STATUS"] == ("CANCELLED" if method == "CANCEL" else event.status)
    assert found["DTSTAMP"].dt == event.dtstamp
    assert found["SUMMARY"] == one_line(event.summary)
    assert found.get("DESCRIPTION", "") == paragraphs(event.description or "")
    assert found.get("LOCATION", "") == one_line(event.location or "")
    assert found.get("URL") == event.url
    if event.last_modified:
        assert found["LAST-MODIFIED"].dt == event.last_modified
    if event.categories:
        assert found["CATEGORIES"].cats == [one_line(text) for text in event.categories]


def assert_same_people(event: CalendarEvent, found: icalendar.Event) -> None:
    assert event.organizer is not None
    assert event.attendee is not None
    address, name = event.organizer
    assert unquote(found["ORGANIZER"]) == f"mailto:{address}"
    assert_same_name(found["ORGANIZER"], name)
    attendee = found["ATTENDEE"]
    assert not isinstance(attendee, list)
    assert unquote(attendee) == f"mailto:{event.attendee.address}"
    assert_same_name(attendee, event.attendee.name)
    assert attendee.params["PARTSTAT"] == event.attendee.partstat
    assert attendee.params["RSVP"] == ("TRUE" if event.attendee.rsvp else "FALSE")
    assert set(attendee.params) - {"CN"} == {"CUTYPE", "ROLE", "PARTSTAT", "RSVP"}


def assert_same_name(address: icalendar.vCalAddress, name: str | None) -> None:
    shown = one_line(name or "")
    # The reader takes backslashes in parameters for escapes, which RFC 5545 does not know there.
    if "\\" not in shown:
        assert address.params.get("CN", "") == shown


def assert_well_formed(text: str) -> None:
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert not any(line != "".join(line.splitlines()) or "\x00" in line for line in lines)


@settings(deadline=None)
@given(events(), METHODS)
def test_what_is_written_is_read_back_and_nothing_else(event: CalendarEvent, method: Method) -> None:
    text = write(method, [event])
    calendar = read(text)
    assert_well_formed(text)
    assert set(calendar) == {"METHOD", "PRODID", "VERSION"}
    assert calendar["METHOD"] == method
    (found,) = calendar.walk("VEVENT")
    assert_same(event, method, found)
    if method != "PUBLISH":
        assert_same_people(event, found)
    assert {part.name for part in calendar.walk()} <= {
        "VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT",
    }  # fmt: skip


@settings(deadline=None)
@given(events())
def test_the_times_are_read_back_as_the_same_instants(event: CalendarEvent) -> None:
    (found,) = read(write("REQUEST", [event])).walk("VEVENT")
    if found["DTSTART"].dt.tzinfo in (UTC, None) or "TZID" not in found["DTSTART"].params:
        assert (found["DTSTART"].dt, found["DTEND"].dt) == (event.starts_at, event.ends_at)
        return
    for name, instant in (("DTSTART", event.starts_at), ("DTEND", event.ends_at)):
        assert found[name].params["TZID"] == event.timezone
        assert found[name].dt.replace(tzinfo=None) == in_zone(instant, event.timezone)


def in_zone(instant: datetime, timezone: str) -> datetime:

    return to_local(instant, timezone).replace(tzinfo=None)


@pytest.mark.parametrize("field", ["summary", "description", "location", "organizer", "attendee", "categories"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_in_any_field_adds_an_event_a_person_or_an_alarm(field: str, hostile: str) -> None:
    value = {
        "organizer": ("reply+1@example.org", hostile),
        "attendee": Attendee("ada@example.org", hostile),
        "categories": (hostile, hostile),
    }.get(field, hostile)
    text = write("REQUEST", [an_event(**{field: value, "alarm": None})])
    calendar = read(text)
    assert_well_formed(text)
    (event,) = calendar.walk("VEVENT")
    assert not isinstance(event["ATTENDEE"], list)
    assert event["UID"] == "evt_1@example.org"
    assert not calendar.walk("VALARM")


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "a\r\nX:y"},
        {"uid": ""},
        {"uid": "a b"},
        {"url": "https://example.org/\r\nX:y"},
        {"url": "javascript:alert(1)"},
        {"url": "https://example.org/møte"},
        {"url": 'https://example.org/"'},
        {"organizer": ("reply@example.org\r\nX:y", None)},
        {"attendee": Attendee("ada@example.org,bob@example.org")},
        {"attendee": Attendee('"a"@example.org')},
        {"language": "nb:X"},
        {"status": "GONE\r\nX:y"},
        {"classification": "a;b"},
        {"timezone": "Europe/Nowhere"},
        {"timezone": "../../../etc/passwd"},
    ],
)
def test_what_cannot_be_escaped_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        write("REQUEST", [an_event(**changes)])


def test_an_event_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match="end after"):
        an_event(ends_at=datetime(2027, 1, 12, 16, tzinfo=UTC))


@pytest.mark.parametrize("changes", [{"starts_at": datetime(2027, 1, 12, 16)}, {"sequence": -1}, {"sequence": 2**31}])  # noqa: DTZ001
def test_an_event_without_zone_or_with_an_impossible_sequence_is_a_mistake_of_ours(changes: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        an_event(**changes)


@pytest.mark.parametrize("missing", [{"organizer": None}, {"attendee": None}])
def test_a_request_names_its_organizer_and_its_one_attendee(missing: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one organizer and one attendee"):
        write("REQUEST", [an_event(**missing)])


def test_a_naive_dtstamp_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        write("PUBLISH", [an_event(dtstamp=datetime(2027, 1, 2, 8))])  # noqa: DTZ001


def test_the_method_comes_first() -> None:
    assert write("REQUEST", [an_event()]).startswith("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:")


def test_an_alarm_is_before_the_start_and_never_in_a_cancellation() -> None:
    event = an_event(alarm=timedelta(days=1, minutes=30))
    (alarm,) = read(write("REQUEST", [event])).walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(days=1, minutes=30)
    cancelled = read(write("CANCEL", [event]))
    assert not cancelled.walk("VALARM")
    assert cancelled.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert not read(write("PUBLISH", [replace(event, status="CANCELLED")])).walk("VALARM")


def test_an_alarm_after_the_start_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="before the start"):
        write("PUBLISH", [an_event(alarm=-timedelta(hours=1))])


def test_a_feed_names_no_attendee() -> None:
    assert "ATTENDEE" not in write("PUBLISH", [an_event()])


def test_a_zone_used_by_many_events_is_written_once() -> None:
    others = [an_event(uid=f"evt_{number}@example.org") for number in range(5)]
    text = write("PUBLISH", [*others, an_event(timezone="Africa/Asmara"), an_event(timezone="UTC")], name="Kafé")
    calendar = read(text)
    assert sorted(str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")) == ["Africa/Asmara", "Europe/Oslo"]
    assert len(calendar.walk("VEVENT")) == 7
    assert calendar["X-WR-CALNAME"] == "Kafé"


def test_a_feed_joined_from_stored_texts_is_the_feed_written_at_once() -> None:
    found = [an_event(uid=f"evt_{number}@example.org", attendee=None) for number in range(3)]
    zone = vtimezone("Europe/Oslo", found[0].starts_at, found[-1].ends_at)
    assert wrap("PUBLISH", [vevent(event) for event in found], [zone, zone], name="N") == write(
        "PUBLISH", found, name="N"
    )


def test_the_second_passing_of_a_doubled_hour_is_written_in_utc() -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    text = write("PUBLISH", [an_event(starts_at=second, ends_at=second + timedelta(hours=1))])
    assert "DTSTART:20271031T013000Z" in text
    first = second - timedelta(hours=1)
    text = write("PUBLISH", [an_event(starts_at=first, ends_at=first + timedelta(minutes=5))])
    assert "DTSTART;TZID=Europe/Oslo:20271031T023000" in text


@settings(deadline=None)
@given(
    events(),
    st.sampled_from(["REQUEST", "CANCEL"]),
    addresses,
    st.none() | texts,
    addresses,
    instants,
    st.none() | links,
)
def test_a_filled_skeleton_is_exactly_the_file_written_whole(
    event: CalendarEvent,
    method: Literal["REQUEST", "CANCEL"],
    attendee_address: str,
    attendee_name: str | None,
    organizer_address: str,
    dtstamp: datetime,
    url: str | None,
) -> None:
    assert event.organizer is not None
    assert event.attendee is not None
    spliced = skeleton(method, event).fill(
        attendee_address=attendee_address,
        attendee_name=attendee_name,
        organizer_address=organizer_address,
        dtstamp=dtstamp,
        url=url,
    )
    whole = replace(
        event,
        attendee=replace(event.attendee, address=attendee_address, name=attendee_name),
        organizer=(organizer_address, event.organizer[1]),
        dtstamp=dtstamp,
        url=url,
    )
    assert spliced == write(method, [whole])


@pytest.mark.parametrize(
    "changes",
    [
        {"attendee_address": "ada@example.org\r\nX:y"},
        {"organizer_address": "reply @example.org"},
        {"url": "https://example.org/\r\nX:y"},
    ],
)
def test_a_skeleton_refuses_what_a_whole_file_refuses(changes: dict[str, str]) -> None:
    values = {"attendee_address": "ada@example.org", "organizer_address": "reply@example.org", "url": None} | changes
    with pytest.raises(Invalid):
        skeleton("REQUEST", an_event()).fill(attendee_name=None, dtstamp=datetime(2027, 1, 1, tzinfo=UTC), **values)


def test_a_skeleton_needs_people_to_take_the_place_of() -> None:
    with pytest.raises(ValueError, match="needs an organizer"):
        skeleton("CANCEL", an_event(attendee=None))
