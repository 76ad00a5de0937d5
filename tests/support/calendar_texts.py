"""Calendar events for tests, and texts that try to break out of any line-based format."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from shared.icalendar import Attendee, CalendarEvent

HOSTILE = (
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:other",
    "a\nATTENDEE:mailto:evil@example.org",
    "a\rDESCRIPTION:lone return",
    "a\x0bURL:https://evil.example.org",
    "a\x0cb",
    "a\x85BEGIN:VALARM",
    "a\u2028Bcc: evil@example.org",
    "a\u2029b",
    "a\x00b\x1bc\x7fd\x9fe",
    "a\ud800b",
    '"quoted";ROLE=CHAIR:mailto:evil@example.org',
    "back\\slash, comma; semicolon: colon ^ caret ^' ^n",
    "=?UTF-8?Q?=0D=0A?=Bcc: evil@example.org",
    "==??UTF-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?=",
    "M\u00f8te \u1230\u120b\u121d \u0645\u0631\u062d\u0628\u0627 \U0001f469\u200d\U0001f469\u200d\U0001f467 " * 8,
    "x" * 400,
    "  spaces \t tabs \xa0 ",
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=200),
    st.text('abc\r\n\x0b\x85\u2028\\;,:"^=?\ud83d\U0001f469 ', max_size=120),
)
addresses = st.builds(
    "{}@{}.example.org".format,
    st.text("abcxyz019+_-!#$%&'*/=?^`{|}~", min_size=1, max_size=40),
    st.text("abcxyz019", min_size=1, max_size=40),
)
links = st.builds("https://example.org/{}".format, st.text("abc019-._~:/?#[]@!$&'()*+,;=%", max_size=120))
instants = st.integers(980_000_000, 2_840_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
zones = st.sampled_from(["Europe/Oslo", "America/New_York", "Africa/Cairo", "Africa/Asmara", "Asia/Kolkata", "UTC"])
attendees = st.builds(
    Attendee,
    address=addresses,
    name=st.none() | texts,
    partstat=st.sampled_from(["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]),
    rsvp=st.booleans(),
)


@st.composite
def events(draw: st.DrawFn) -> CalendarEvent:
    """Any event there can be, with hostile text wherever a person writes."""
    starts_at = draw(instants)
    return CalendarEvent(
        uid=draw(st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,90}@example\.org", fullmatch=True)),
        sequence=draw(st.integers(0, 2**31 - 1)),
        dtstamp=draw(instants),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(1, 5000))),
        timezone=draw(zones),
        summary=draw(texts),
        description=draw(st.none() | texts),
        location=draw(st.none() | texts),
        url=draw(st.none() | links),
        status=draw(st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"])),
        organizer=(draw(addresses), draw(st.none() | texts)),
        attendee=draw(attendees),
        alarm=draw(st.none() | st.integers(0, 20000).map(lambda minutes: timedelta(minutes=minutes))),
        categories=tuple(draw(st.lists(texts, max_size=3))),
        language=draw(st.sampled_from([None, "nb", "ti", "zh-Hant"])),
        classification=draw(st.sampled_from(["PUBLIC", "PRIVATE", "CONFIDENTIAL"])),
        last_modified=draw(st.none() | instants),
    )


def an_event(**changes: object) -> CalendarEvent:
    """A plain language café in Oslo, with what the test cares about changed."""
    values: dict[str, object] = {
        "uid": "evt_1@example.org",
        "sequence": 0,
        "dtstamp": datetime(2027, 1, 2, 8, tzinfo=UTC),
        "starts_at": datetime(2027, 1, 12, 16, tzinfo=UTC),
        "ends_at": datetime(2027, 1, 12, 18, tzinfo=UTC),
        "timezone": "Europe/Oslo",
        "summary": "Language café",
        "organizer": ("reply+1@example.org", "The network"),
        "attendee": Attendee("ada@example.org", "Ada", rsvp=True),
        "alarm": timedelta(hours=2),
    }
    return CalendarEvent(**(values | changes))  # type: ignore[arg-type]
