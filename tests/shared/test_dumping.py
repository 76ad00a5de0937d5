"""What is shown in one pass is what marshmallow shows field by field."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import EXCLUDE, Schema, fields

from shared.contracts import catalogue
from shared.dumping import Dumping

VALUES: dict[type, Any] = {
    fields.String: st.text() | st.integers(),
    fields.Integer: st.integers() | st.booleans(),
    fields.Boolean: st.booleans() | st.sampled_from(["yes", "no", 1]),
    fields.AwareDateTime: st.datetimes(timezones=st.just(UTC)),
    fields.Dict: st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
}


def values_of(field: fields.Field[Any]) -> Any:
    if isinstance(field, fields.Nested):
        return shown_by(field.schema)
    if isinstance(field, fields.List):
        return st.lists(values_of(field.inner), max_size=2)
    found = next(values for kind, values in VALUES.items() if type(field) is kind)
    return st.none() | found


def shown_by(schema: Schema) -> Any:
    return st.fixed_dictionaries({}, optional={name: values_of(field) for name, field in schema.fields.items()})


@pytest.mark.parametrize("type_", sorted(catalogue()))
@given(data=st.data())
def test_every_message_travels_as_marshmallow_would_write_it(type_: str, data: st.DataObject) -> None:
    schema = catalogue()[type_].schema(unknown=EXCLUDE)
    said = data.draw(shown_by(schema) | st.fixed_dictionaries({"unknown": st.text()}))
    assert schema.dump(said) == Schema._serialize(schema, said)


class Renamed(Dumping):
    word = fields.String(data_key="Wort")
    since = fields.AwareDateTime(allow_none=True)


class Elsewhere(Dumping):
    word = fields.String(attribute="other")
    by_default = fields.Integer(dump_default=3)


def test_a_field_may_be_shown_under_another_name() -> None:
    noon = datetime(2027, 1, 4, 12, tzinfo=UTC)
    assert Renamed().dump({"word": "a", "since": noon}) == {"Wort": "a", "since": "2027-01-04T12:00:00+00:00"}
    assert Renamed(many=True).dump([{"word": "a"}, {"since": None}]) == [{"Wort": "a"}, {"since": None}]


def test_what_reads_elsewhere_is_left_to_marshmallow() -> None:
    assert Elsewhere().dump({"other": "a"}) == {"word": "a", "by_default": 3}
