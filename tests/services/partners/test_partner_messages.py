"""What leaves for partners keeps its promised shape to the letter."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from marshmallow import ValidationError

from services.partners import partner_messages
from services.partners.cursor import read_cursor, write_cursor
from services.partners.told_attendance import Kind

AT = datetime(2027, 1, 12, 16, 8, 12, 5, tzinfo=UTC)


def _data(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": "att_0f6d2f0a9d8c4b7e8a1b2c3d4e5f6071",
        "revision": 221_000_000,
        "person": "psn_9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d",
        "reference": "SAK-7",
        "event": {
            "uid": "evt_1@samling.example.org",
            "starts_at": datetime(2027, 1, 12, 16, tzinfo=UTC),
            "ends_at": datetime(2027, 1, 12, 18, tzinfo=UTC),
            "timezone": "Europe/Oslo",
            "network": "kvinnenettverket",
        },
        "status": "present",
        "recorded_at": datetime(2027, 1, 12, 16, 7, tzinfo=UTC),
    }
    return data | changes


# Partners read this shape: a change of it is a new version beside it, never another sample.
GOLDEN = (
    '{"specversion":"1.0","id":"msg_1","source":"/samling/partners","type":"attendance.%s.v1",'
    '"subject":"att_0f6d2f0a9d8c4b7e8a1b2c3d4e5f6071","time":"2027-01-12T16:08:00+00:00",'
    '"datacontenttype":"application/json","data":{"id":"att_0f6d2f0a9d8c4b7e8a1b2c3d4e5f6071",'
    '"revision":221000000,"person":"psn_9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d","reference":"SAK-7",'
    '"event":{"uid":"evt_1@samling.example.org","starts_at":"2027-01-12T16:00:00+00:00",'
    '"ends_at":"2027-01-12T18:00:00+00:00","timezone":"Europe/Oslo","network":"kvinnenettverket"},'
    '"status":"present","recorded_at":"2027-01-12T16:07:00+00:00"}}'
)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_written_as_promised(kind: Kind) -> None:
    assert partner_messages.entry(kind, _data(), message_id="msg_1", at=AT).body == GOLDEN % kind


def test_what_was_written_is_read_back() -> None:
    assert partner_messages.data_of(GOLDEN % "recorded") == _data()


def test_fields_that_the_contract_does_not_name_do_not_leave() -> None:
    body = partner_messages.entry(Kind.RECORDED, _data(name="Amina"), message_id="msg_1", at=AT).body
    assert body == GOLDEN % "recorded"


@pytest.mark.parametrize("fault", [{"reference": "x" * 201}, {"status": "ill"}, {"person": ""}])
def test_data_that_breaks_the_contract_does_not_leave(fault: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        partner_messages.entry(Kind.RECORDED, _data(**fault), message_id="msg_1", at=AT)


def test_the_largest_message_is_below_two_kilobytes() -> None:
    longest = {"uid": "u" * 255, "timezone": "America/" + "Z" * 56, "network": "n" * 63}
    data = _data(reference="ш" * 200, event=_data()["event"] | longest, revision=2**53)
    body = partner_messages.entry(Kind.WITHDRAWN, data, message_id="msg_" + "f" * 32, at=AT).body
    assert len(body.encode()) < 2000


def test_what_is_told_stands_beside_its_place_in_the_log() -> None:
    told = json.loads(partner_messages.as_told("prt_1", 17, GOLDEN % "recorded"))
    place = {"sequence": "0000000000000000017", "cursor": write_cursor("prt_1", 17)}
    assert told == json.loads(GOLDEN % "recorded") | place
    assert read_cursor("prt_1", told["cursor"]) == 17


def test_places_in_the_log_sort_as_text() -> None:
    told = [json.loads(partner_messages.as_told("prt_1", place, GOLDEN % "recorded")) for place in (9, 10, 2**63 - 1)]
    assert sorted(told, key=lambda message: str(message["sequence"])) == told


def test_a_reference_is_dropped_without_touching_the_rest() -> None:
    left = json.loads(partner_messages.without_reference(GOLDEN % "recorded"))
    assert left == json.loads(GOLDEN % "recorded") | {"data": left["data"]}
    assert left["data"]["reference"] is None
