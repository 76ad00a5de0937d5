"""One golden message per type and version: the promise to whoever reads them. Samples are added, never edited."""

import json
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.contracts import Contract, catalogue, writer_of
from shared.message import Message

SAMPLES = Path(__file__).parent / "samples"
CONTRACTS = pytest.mark.parametrize("contract", list(catalogue().values()), ids=lambda contract: contract.type)


def text_of(contract: Contract) -> str:
    return (SAMPLES / f"{contract.type}.json").read_text(encoding="utf-8")


def with_unknown_fields(value: Any) -> Any:
    """The same value with a field of tomorrow in every object."""
    if isinstance(value, dict):
        return {name: with_unknown_fields(inner) for name, inner in value.items()} | {"of_tomorrow": "x"}
    return [with_unknown_fields(inner) for inner in value] if isinstance(value, list) else value


def test_every_type_has_its_sample_and_every_sample_its_type() -> None:
    assert {file.stem for file in SAMPLES.glob("*.json")} == set(catalogue())


@CONTRACTS
def test_a_sample_is_read_as_a_message_of_its_type(contract: Contract) -> None:
    message = Message.from_json(text_of(contract))
    assert (message.type, message.source) == (contract.type, f"/samling/{writer_of(contract)}")
    assert json.loads(message.to_json()) == json.loads(text_of(contract))


@CONTRACTS
def test_what_is_loaded_from_a_sample_is_dumped_as_the_same(contract: Contract) -> None:
    data = Message.from_json(text_of(contract)).data
    loaded = contract.load(data)
    assert contract.dump(loaded) == data
    assert contract.load(contract.dump(loaded)) == loaded


@CONTRACTS
def test_a_sample_shows_every_field(contract: Contract) -> None:
    assert set(Message.from_json(text_of(contract)).data) == set(contract.schema._declared_fields)


@CONTRACTS
def test_a_field_of_tomorrow_is_ignored(contract: Contract) -> None:
    """Readers of today live beside writers of tomorrow."""
    data = Message.from_json(text_of(contract)).data
    assert contract.load(data | {"of_tomorrow": {"a": 1}}) == contract.load(data)


@CONTRACTS
def test_a_field_of_tomorrow_within_is_ignored_too(contract: Contract) -> None:
    data = Message.from_json(text_of(contract)).data
    texts = {name: value for name, value in data.items() if name in ("title", "theme")}  # any language may come
    assert contract.load(with_unknown_fields(data) | texts) == contract.load(data)


@CONTRACTS
def test_a_required_field_cannot_be_left_out(contract: Contract) -> None:
    data = Message.from_json(text_of(contract)).data
    for name, field in contract.schema._declared_fields.items():
        if field.required:
            with pytest.raises(ValidationError):
                contract.load({key: value for key, value in data.items() if key != name})


@CONTRACTS
def test_a_sample_names_nobody_real(contract: Contract) -> None:
    data = Message.from_json(text_of(contract)).data
    for holder in (data, data.get("contact") or {}):
        assert (holder.get("phone") or "+447700900000").startswith("+447700900")
        assert (holder.get("email") or "@example.org").endswith("@example.org")
