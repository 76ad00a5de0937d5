"""Each standard is read strictly and written in its one form."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError
from marshmallow.fields import Field

from shared.http.schemas import (
    Instant,
    Iso8601Duration,
    Language,
    LocalTime,
    Phone,
    QueryNumber,
    Text,
    Texts,
    TimeOfDay,
    Timezone,
    Whole,
    YesNo,
)

GOOD: list[tuple[Field[Any], Any, Any]] = [
    (Text(10), "  héllo ", "héllo"),
    (Text(10), "e\u0301", "é"),
    (Text(20, lines=True), "one\r\ntwo", "one\ntwo"),
    (Text(10), "سلام", "سلام"),
    (Text(10), "👩‍🏫", "👩‍🏫"),
    (Texts(), {"NB": " Hei ", "ti": "ሰላም"}, {"nb": "Hei", "ti": "ሰላም"}),
    (Language(), "ZH-hant-hk", "zh-Hant-HK"),
    (Language(), "prs", "prs"),
    (Phone(), "+44 7700 900-123", "+447700900123"),
    (Phone(), "+46701740605", "+46701740605"),
    (Phone(), "+٤٤٧٧٠٠٩٠٠١٢٣", "+447700900123"),
    (Timezone(), "Europe/Oslo", "Europe/Oslo"),
    (Timezone(), "UTC", "UTC"),
    (Timezone(), "America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
    (Instant(), "2027-03-09T17:00:00+01:00", datetime(2027, 3, 9, 16, tzinfo=UTC)),
    (Instant(), "2027-03-09t16:00:00.5z", datetime(2027, 3, 9, 16, 0, 0, 500_000, tzinfo=UTC)),
    (LocalTime(), "2027-01-12T17:00", datetime(2027, 1, 12, 17)),  # noqa: DTZ001 - local on purpose
    (TimeOfDay(), "21:00", time(21)),
    (Iso8601Duration(), "PT2H", timedelta(hours=2)),
    (Whole(), 5, 5),
    (QueryNumber(), "5", 5),
    (YesNo(), True, True),
]

BAD: list[tuple[Field[Any], Any]] = [
    *((Text(5), value) for value in ("", "  ", "\u200b", "toolong", "a\x07b", "a\nb", "\ud800", 5, None, ["a"])),
    *((Texts(5), value) for value in ({}, [], "a", {"nb": 5}, {"nb": ""}, {"nb": "toolong"}, {"norsk bokmål": "a"})),
    *((Language(), value) for value in ("", "n", "norsk", "nb_NO", "nb-", 5, "x" * 5000)),
    *((Phone(), value) for value in ("", "07700900123", "+44", "+999123456789", "+44 7700 900123 ext 5", "+4" * 50, 5)),
    *(
        (Timezone(), value)
        for value in ("", "Europe", "europe/oslo", "Europe/Nowhere", "../etc/passwd", "CEST", 5, "localtime")
    ),
    *(
        (Instant(), value)
        for value in ("2027-03-09T17:00:00", "2027-03-09", "20270309T170000Z", "2027-02-30T00:00:00Z")
    ),
    *((Instant(), value) for value in ("0001-01-01T00:00:00+01:00", "2027-03-09T17:00:60Z", "2027-W10-2T00:00:00Z", 5)),
    *((LocalTime(), value) for value in ("2027-01-12T17:00Z", "2027-01-12", "2027-13-12T17:00", "2027-01-12 17:00")),
    *((TimeOfDay(), value) for value in ("24:00", "9:00", "21:00:00", "21")),
    *((Iso8601Duration(), value) for value in ("P1M", "2h", "", 7200)),
    *((Whole(1, 9), value) for value in (0, 10, "5", 5.0, True)),
    *((QueryNumber(), value) for value in ("", "5.0", " 5", "1_0", "٥")),
    *((YesNo(), value) for value in ("true", 1, "yes", 0)),
]


@pytest.mark.parametrize(("field", "given", "meant"), GOOD, ids=str)
def test_a_value_is_read_and_read_again_from_what_is_written(field: Field[Any], given: Any, meant: Any) -> None:
    assert field.deserialize(given) == meant
    assert field.deserialize(field.serialize("value", {"value": meant})) == meant


@pytest.mark.parametrize(("field", "given"), BAD, ids=lambda value: repr(value)[:40])
def test_what_is_not_of_the_standard_is_refused(field: Field[Any], given: Any) -> None:
    with pytest.raises(ValidationError):
        field.deserialize(given)


def test_an_instant_is_written_with_its_offset_and_never_without() -> None:
    assert Instant().serialize("at", {"at": datetime(2027, 3, 9, 16, tzinfo=UTC)}) == "2027-03-09T16:00:00+00:00"
    with pytest.raises(ValueError, match="offset"):
        Instant().serialize("at", {"at": datetime(2027, 3, 9, 16)})  # noqa: DTZ001 - naive on purpose


def test_what_is_absent_stays_absent() -> None:
    for field in (Instant(), LocalTime(), TimeOfDay(), Iso8601Duration(), Text(5)):
        assert field.serialize("value", {"value": None}) is None


def test_faults_of_texts_name_their_language() -> None:
    with pytest.raises(ValidationError) as refusal:
        Texts().deserialize({"nb": "Hei", "ar": ""})
    assert list(refusal.value.messages) == ["ar"]
