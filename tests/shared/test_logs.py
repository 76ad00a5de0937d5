"""Nothing about a person reaches a log line, whatever is handed to the logger."""

import io
import json
import logging
from typing import Any

import pytest
import structlog

from shared import logs
from shared.keys import Keys
from shared.problems import Conflict
from tests.shared.test_tokens import IDENTITY, issue

CANARY = "Amina Testperson"
PHONE = "+447700900123"
MAIL = "amina@example.org"


@pytest.fixture
def lines() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(lines: io.StringIO) -> Any:
    return structlog.wrap_logger(structlog.WriteLogger(lines), processors=logs.processors())


def fail_with_a_row() -> None:
    try:
        raise ValueError(f"Key (name, phone)=({CANARY}, {PHONE}) already exists")
    except ValueError as error:
        raise RuntimeError(CANARY) from error


def test_ids_stay_readable(log: Any, lines: io.StringIO) -> None:
    log.info("event cancelled", event_id="evt_00000000000000000000000001", count=3, at="2027-01-12T12:00:00+01:00")
    line = json.loads(lines.getvalue())
    assert line["event_id"] == "evt_00000000000000000000000001"
    assert (line["event"], line["count"], line["at"]) == ("event cancelled", 3, "2027-01-12T12:00:00+01:00")


@pytest.mark.parametrize(
    "key", ["name", "phone", "email", "body", "to", "from", "from_", "text", "token", "Phone_Number", "smtp_password"]
)
def test_a_value_with_a_telling_key_is_masked(log: Any, lines: io.StringIO, key: str) -> None:
    log.warning("something", **{key: CANARY}, inner=[{key: CANARY}])
    assert "Amina" not in lines.getvalue()
    assert json.loads(lines.getvalue())[key] == logs.MASK


@pytest.mark.parametrize(
    "text",
    [
        f"sent to {PHONE}",
        "sent to +44 7700 900 123.",
        "sent to +44 (7700) 900-123",
        f"<{MAIL}>",
        "amqp://amina:900123@broker.example.org/",
        "Bearer " + issue(Keys(("a key for tests only",)), IDENTITY),
    ],
)
def test_contacts_and_tokens_are_caught_wherever_they_stand(log: Any, lines: io.StringIO, text: str) -> None:
    log.info(text, detail=text, deep={"list": [text], text: 1})
    for canary in ("900123", "900 123", "900-123", "amina", "eyJ", ".eJ"):
        assert canary not in lines.getvalue()


def test_an_unknown_object_shows_its_type_only(log: Any, lines: io.StringIO) -> None:
    class Person:
        def __repr__(self) -> str:
            return CANARY

    log.info("something", who=Person(), raw_bytes=CANARY.encode(), error=ValueError(CANARY))
    assert "Amina" not in lines.getvalue()
    assert json.loads(lines.getvalue())["who"] == "<Person>"


def test_an_exception_shows_types_and_places_but_no_message(log: Any, lines: io.StringIO) -> None:
    try:
        fail_with_a_row()
    except RuntimeError:
        log.exception("job failed")
    line = json.loads(lines.getvalue())
    assert line["error"] == ["RuntimeError", "ValueError"]
    assert "in fail_with_a_row" in line["traceback"][-1]
    assert "Amina" not in lines.getvalue()
    assert "900123" not in lines.getvalue()


def test_a_problem_and_an_operating_system_error_say_their_reason(log: Any, lines: io.StringIO) -> None:
    log.info("refused", exc_info=Conflict("Already closed."))
    log.info("refused", exc_info=ConnectionRefusedError(111, "Connection refused"))
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first["error"] == ["shared.problems.Conflict: Already closed."]
    assert second["error"] == ["ConnectionRefusedError: Connection refused"]


def test_lines_of_libraries_are_masked_too(lines: io.StringIO) -> None:
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.formatter())
    library = logging.getLogger("a.library")
    library.addHandler(handler)
    try:
        library.error("could not send to %s", PHONE)
        try:
            fail_with_a_row()
        except RuntimeError:
            library.exception("broke")
    finally:
        library.removeHandler(handler)
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first["event"] == "could not send to ***"
    assert first["logger"] == "a.library"
    assert second["error"] == ["RuntimeError", "ValueError"]
    assert "Amina" not in lines.getvalue()


def test_a_lost_connection_is_told_by_us_and_not_in_pages_by_the_library(lines: io.StringIO) -> None:
    root, kept = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure(lines)
        logging.getLogger("pika.adapters.base_connection").error("connection_lost: with a stack")
        logging.getLogger("another.library").error("a fault")
    finally:
        structlog.configure(**kept)
        root.handlers[:] = handlers
        root.setLevel(level)
    assert [json.loads(line)["event"] for line in lines.getvalue().splitlines()] == ["a fault"]


def test_without_the_mask_the_canary_would_be_seen(lines: io.StringIO) -> None:
    unmasked = [step for step in logs.processors() if step is not logs.mask]
    structlog.wrap_logger(structlog.WriteLogger(lines), processors=unmasked).info("something", name=CANARY, sent=PHONE)
    assert "Amina" in lines.getvalue()
    assert PHONE in lines.getvalue()


@pytest.mark.parametrize("text", ["a\x85b", "a\u2028b", "a\u2029b", "a\nb", "a\ud800b"])
def test_a_line_is_one_line_to_every_reader_and_can_be_written(log: Any, lines: io.StringIO, text: str) -> None:
    log.info("something", reason=text)
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line.encode())["reason"] == text
