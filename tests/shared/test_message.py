"""A message survives its way as JSON, is a CloudEvent, and what is none is refused with a reason."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator, FormatChecker

from shared.message import Message, Unreadable, digest

# what the CloudEvents 1.0 JSON schema asks of an event in structured mode
CLOUD_EVENT = Draft202012Validator(
    {
        "type": "object",
        "required": ["id", "source", "specversion", "type"],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "source": {"type": "string", "minLength": 1, "format": "uri-reference"},
            "specversion": {"const": "1.0"},
            "type": {"type": "string", "minLength": 1},
            "datacontenttype": {"const": "application/json"},
            "subject": {"type": "string", "minLength": 1},
            "time": {"type": "string", "format": "date-time"},
            "data": {"type": "object"},
        },
        "propertyNames": {"pattern": "^[a-z0-9]{1,20}$"},
        "additionalProperties": {"type": ["string", "integer", "boolean"]},
    },
    format_checker=FormatChecker(),
)

printable = some.text(some.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
values = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=20)
messages = some.builds(
    Message,
    id=printable,
    source=printable.map("/samling/{:.100}".format),
    type=printable,
    subject=printable,
    organisation=printable,
    time=some.datetimes(timezones=some.just(UTC)),
    revision=some.integers(0, 2**53 - 1),
    correlationid=printable,
    causationid=some.none() | printable,
    data=some.dictionaries(printable, values | some.lists(values, max_size=3), max_size=4),
)
ONE = Message(
    id="msg_1",
    source="/samling/events",
    type="event.published.v1",
    subject="evt_1",
    time=datetime(2027, 1, 4, 12, tzinfo=timezone(timedelta(hours=1))),
    organisation="demo",
    revision=7,
    correlationid="msg_0",
    causationid="msg_0",
    data={"title": "møte"},
)


def changed(**attributes: Any) -> str:
    envelope = {**json.loads(ONE.to_json()), **attributes}
    return json.dumps({name: value for name, value in envelope.items() if value is not ...})


@given(messages)
def test_a_message_comes_back_equal(message: Message) -> None:
    assert Message.from_json(message.to_json()) == message
    assert Message.from_json(message.to_json().encode("utf-8", "surrogatepass")) == message


@given(messages)
def test_a_message_is_a_cloud_event(message: Message) -> None:
    CLOUD_EVENT.validate(json.loads(message.to_json()))


def test_times_come_back_in_utc() -> None:
    assert Message.from_json(ONE.to_json()).time.tzinfo is UTC


def test_unknown_attributes_are_ignored() -> None:
    assert Message.from_json(changed(traceparent="00-ab", future={"a": 1})) == ONE


def test_a_message_without_a_story_begins_one() -> None:
    message = Message.from_json(changed(correlationid=..., causationid=...))
    assert (message.correlationid, message.causationid) == ("msg_1", None)


@pytest.mark.parametrize("story", [5, "", "\ud800", "x" * 201, ["msg_0"]])
def test_a_story_that_cannot_be_kept_is_left_out(story: object) -> None:
    message = Message.from_json(changed(correlationid=story, causationid=story))
    assert (message.correlationid, message.causationid) == ("msg_1", None)


@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "organisation"])
@pytest.mark.parametrize("value", [..., None, "", 5, "x" * 201, "a\nb", "\ud800"])
def test_an_attribute_that_is_no_short_text_is_refused(name: str, value: object) -> None:
    with pytest.raises(Unreadable, match=f"the attribute {name} is missing or no short text"):
        Message.from_json(changed(**{name: value}))


@pytest.mark.parametrize("revision", [..., None, -1, 1.5, "7", True, 2**53])
def test_a_revision_that_is_no_whole_number_is_refused(revision: object) -> None:
    with pytest.raises(Unreadable, match="revision"):
        Message.from_json(changed(revision=revision))


@pytest.mark.parametrize("time", [..., None, 5, "yesterday", "2027-01-04T12:00:00", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_is_no_instant_is_refused(time: object) -> None:
    with pytest.raises(Unreadable, match="time or data"):
        Message.from_json(changed(time=time))


@pytest.mark.parametrize("data", [..., None, [], "text", 5])
def test_data_that_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(Unreadable, match="time or data"):
        Message.from_json(changed(data=data))


@pytest.mark.parametrize("body", ["", "[]", "null", "5", b"\xff\xfe", "{" * 10_000, '{"specversion": "0.3"}'])
def test_what_is_no_cloud_event_is_refused(body: str | bytes) -> None:
    with pytest.raises(Unreadable, match=re.compile("no JSON|no CloudEvents")):
        Message.from_json(body)


def test_the_reason_quotes_nothing_from_the_body() -> None:
    with pytest.raises(Unreadable) as raised:
        Message.from_json(changed(id=["Amal Testperson"]))
    assert "Amal" not in str(raised.value)


def test_digests_tell_contents_apart_and_text_from_bytes_not() -> None:
    assert digest("møte") == digest("møte".encode())
    assert digest("møte") != digest("mote")
    assert len(digest("\ud800")) == 32


@pytest.mark.parametrize("text", ["\\u0000", "a\\ud800b", "\\udfff"])
@pytest.mark.parametrize("place", ['{"name": "%s"}', '{"a": [{"b": {"%s": 1}}]}'])
def test_a_text_that_no_database_takes_is_refused_at_its_arrival(text: str, place: str) -> None:
    body = changed(data="HERE").replace('"HERE"', place % text)
    for arrived in (body, body.encode(), body.encode("utf-16"), json.dumps(json.loads(body), ensure_ascii=False)):
        with pytest.raises(Unreadable, match="no database"):
            Message.from_json(arrived)


def test_what_only_spells_a_nul_is_read() -> None:
    assert Message.from_json(changed(data={"name": "\\u0000 æ"})).data == {"name": "\\u0000 æ"}
