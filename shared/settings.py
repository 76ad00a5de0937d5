"""Reads a service's settings once from the environment; one error lists everything that is wrong."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields

Settings = TypeVar("Settings")


class Unusable(Exception):
    """Settings that cannot be used; the text has one line per fault and quotes no secret."""


def setting(
    help: str, kind: fields.Field[Any] | None = None, *, default: Any = dataclasses.MISSING, secret: bool = False
) -> Any:
    """Declares one field of a settings class: the environment variable is the field's name in capitals."""
    return dataclasses.field(
        default=default, metadata={"help": help, "kind": kind or fields.String(), "secret": secret}
    )


def read(cls: type[Settings], environment: Mapping[str, str]) -> Settings:
    """Makes a settings object from the environment; `NAME_FILE` gives the value from a file. Raises Unusable."""
    faults: list[str] = []
    schema: dict[str, fields.Field[Any]] = {}
    given: dict[str, str] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        schema[field.name] = field.metadata["kind"]
        text = _value(field.name.upper(), environment, faults)
        if text:
            given[field.name] = text
        elif field.default is dataclasses.MISSING:
            faults.append(f"{field.name.upper()} is not set: {field.metadata['help']}")
    try:
        values = Schema.from_dict(schema)().load(given)
    except ValidationError as error:
        messages = error.messages_dict.items()
        raise Unusable(
            "\n".join(faults + [f"{name.upper()}: {' '.join(map(str, texts))}" for name, texts in messages])
        ) from None
    if faults:
        raise Unusable("\n".join(faults))
    return cls(**values)


def _value(name: str, environment: Mapping[str, str], faults: list[str]) -> str | None:
    file = environment.get(f"{name}_FILE")
    if file is None:
        return environment.get(name)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        faults.append(f"{name}_FILE: {error.strerror}")
    except UnicodeDecodeError:
        faults.append(f"{name}_FILE: the file is no UTF-8 text")
    return None
