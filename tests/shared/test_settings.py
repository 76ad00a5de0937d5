"""Settings are read once; one error lists every fault and quotes no secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from marshmallow import fields, validate

from shared.settings import Unusable, read, setting


@dataclass(frozen=True)
class Example:
    """Three settings that can be wrong in three ways."""

    example_url: str = setting("where the example is", fields.Url(schemes={"https"}))
    example_key: str = setting("signs", fields.String(validate=validate.Length(16)), secret=True)
    example_port: int = setting("its port", fields.Integer(validate=validate.Range(1, 65535)), default=8000)


GOOD = {"EXAMPLE_URL": "https://example.org", "EXAMPLE_KEY": "a key of sixteen"}


def faults(environment: Mapping[str, str]) -> list[str]:
    with pytest.raises(Unusable) as raised:
        read(Example, environment)
    return str(raised.value).splitlines()


def test_what_is_set_is_read_and_the_rest_has_its_default() -> None:
    assert read(Example, GOOD) == Example("https://example.org", "a key of sixteen", 8000)
    assert read(Example, GOOD | {"EXAMPLE_PORT": "81", "ANOTHER": "x"}).example_port == 81


def test_one_error_lists_every_fault() -> None:
    told = faults({"EXAMPLE_URL": "gopher", "EXAMPLE_PORT": "0"})
    assert sorted(line.partition(" ")[0].rstrip(":") for line in told) == ["EXAMPLE_KEY", "EXAMPLE_PORT", "EXAMPLE_URL"]


def test_what_is_missing_is_named_with_its_meaning() -> None:
    assert "EXAMPLE_URL is not set: where the example is" in faults({})


def test_an_empty_value_is_none() -> None:
    assert faults(GOOD | {"EXAMPLE_KEY": ""}) == ["EXAMPLE_KEY is not set: signs"]


def test_no_value_stands_in_the_error() -> None:
    text = "\n".join(
        faults({"EXAMPLE_KEY": "hunter2", "EXAMPLE_URL": "https://user:hunter2@", "EXAMPLE_PORT": "hunter2"})
    )
    assert "hunter2" not in text


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a key from a file\n", encoding="utf-8")
    environment = {"EXAMPLE_URL": "https://example.org", "EXAMPLE_KEY_FILE": str(tmp_path / "key")}
    assert read(Example, environment).example_key == "a key from a file"


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    environment = {"EXAMPLE_URL": "https://example.org", "EXAMPLE_KEY_FILE": str(tmp_path / "none")}
    assert "EXAMPLE_KEY_FILE: No such file or directory" in faults(environment)


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00\xff")
    told = faults({"EXAMPLE_URL": "https://example.org", "EXAMPLE_KEY_FILE": str(tmp_path / "key")})
    assert any(line.startswith("EXAMPLE_KEY_FILE: ") for line in told)


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(AttributeError):
        read(Example, GOOD).example_port = 1  # type: ignore[misc]
