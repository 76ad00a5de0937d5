"""Golden messages of every type: the promise to whoever reads and writes them. Samples are added, never edited.

A new optional field leaves the samples as they are, for older messages must go on being read; it is shown by a sample
beside them: `event.changed.v1.practical.json`.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.contracts import Contract, catalogue, writer_of
from shared.message import Message

SAMPLES = tuple(sorted((Path(__file__).parent / "samples").glob("*.json")))
EACH_SAMPLE = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)


def type_of(sample: Path) -> str:
    """The type is the first three words of the name; what follows says what this sample shows."""
    return ".".join(sample.name.split(".")[:3])


def contract_of(sample: Path) -> Contract:
    return catalogue()[type_of(sample)]


def text_of(sample: Path) -> str:
    return sample.read_text(encoding="utf-8")


def data_of(sample: Path) -> dict[str, Any]:
    return Message.from_json(text_of(sample)).data


def is_kept(old: Any, new: Any) -> bool:
    """Whether all that was in `old` is in `new`, which may say more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and is_kept(value, new[name]) for name, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(is_kept, old, new))
    return bool(old == new)


def with_unknown_fields(value: Any) -> Any:
    """The same value with a field of tomorrow in every object."""
    if isinstance(value, dict):
        return {name: with_unknown_fields(inner) for name, inner in value.items()} | {"of_tomorrow": "x"}
    return [with_unknown_fields(inner) for inner in value] if isinstance(value, list) else value


def test_every_type_has_a_sample_and_every_sample_a_type() -> None:
    assert {type_of(sample) for sample in SAMPLES} == set(catalogue())


def test_every_field_is_shown_by_a_sample() -> None:
    shown: dict[str, set[str]] = {}
    for sample in SAMPLES:
        shown.setdefault(contract_of(sample).schema.__name__, set()).update(data_of(sample))
    schemas = {contract.schema for contract in catalogue().values()}
    missing = {schema.__name__: set(schema._declared_fields) - shown[schema.__name__] for schema in schemas}
    assert {name: fields for name, fields in missing.items() if fields} == {}, "add a sample, and edit none"


@EACH_SAMPLE
def test_a_sample_is_read_as_a_message_of_its_type(sample: Path) -> None:
    message = Message.from_json(text_of(sample))
    assert (message.type, message.source) == (type_of(sample), f"/samling/{writer_of(contract_of(sample))}")
    assert json.loads(message.to_json()) == json.loads(text_of(sample))


@EACH_SAMPLE
def test_nothing_of_a_sample_is_lost_on_its_way(sample: Path) -> None:
    contract = contract_of(sample)
    loaded = contract.load(data_of(sample))
    assert is_kept(data_of(sample), contract.dump(loaded))
    assert contract.load(contract.dump(loaded)) == loaded


@EACH_SAMPLE
def test_a_field_of_tomorrow_is_ignored(sample: Path) -> None:
    """Readers of today live beside writers of tomorrow."""
    contract, data = contract_of(sample), data_of(sample)
    assert contract.load(data | {"of_tomorrow": {"a": 1}}) == contract.load(data)


@EACH_SAMPLE
def test_a_field_of_tomorrow_within_is_ignored_too(sample: Path) -> None:
    contract, data = contract_of(sample), data_of(sample)
    texts = {name: data[name] for name in ("title", "theme", "practical") if name in data}  # any language may come
    assert contract.load(with_unknown_fields(data) | texts) == contract.load(data)


@EACH_SAMPLE
def test_a_required_field_cannot_be_left_out(sample: Path) -> None:
    contract, data = contract_of(sample), data_of(sample)
    for name, field in contract.schema._declared_fields.items():
        if field.required:
            with pytest.raises(ValidationError):
                contract.load({key: value for key, value in data.items() if key != name})


@EACH_SAMPLE
def test_a_sample_names_nobody_real(sample: Path) -> None:
    data = data_of(sample)
    contact = data.get("contact") or {}
    for holder in (data, contact if isinstance(contact, dict) else {"email": contact}):
        assert (holder.get("phone") or "+447700900000").startswith("+447700900")
        assert (holder.get("email") or "@example.org").endswith("@example.org")
