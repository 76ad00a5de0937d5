"""Logs as JSON lines that carry ids and never names, contacts, texts or secrets, whatever is handed to them."""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.problems import Problem

MASK = "***"

_FORBIDDEN = frozenset(
    ("name", "from", "from_", "to", "to_", "text", "body", "raw", "content", "address", "authorization", "cookie")
)
_FORBIDDEN_PART = frozenset(
    ("phone", "email", "mail", "secret", "password", "token", "contact", "names", "params", "parameters")
)
_EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")
_PHONE = re.compile(r"\+\d(?:[\s().-]{0,2}\d){7,14}")
_CREDENTIALS = re.compile(r"://[^/@\s]+@")
_TOKEN = re.compile(r"(?:eyJ|\.eJ)[\w-]{8,}\.[\w-]{16,}")
_DEEPEST = 6


def configure(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Sends the logs of the whole process there: ours from `level`, those of libraries from warnings."""
    structlog.configure(
        processors=processors(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # it tells a lost connection in pages; we say broker.lost


def formatter() -> logging.Formatter:
    """The same lines for the standard library's loggers."""
    *chain, render = processors()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, _keep_exception],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *chain, render],
    )


def processors() -> list[Processor]:
    """What every line goes through; masking is the last step before it is written."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        show_exception,
        mask,
        structlog.processors.JSONRenderer(),  # in ASCII: other letters hold ends of lines
    ]


def mask(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Masks values by their key, and contacts and tokens wherever they stand."""
    return {_net(key): MASK if _is_forbidden(key) else _masked(value, 0) for key, value in line.items()}


def show_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Shows an exception by types and places in the code: messages of exceptions may quote a row of data."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    line.pop("exception", None)
    line.pop("stack_info", None)
    if isinstance(error, BaseException):
        line["error"] = list(_causes(error))
        line["traceback"] = _places(error.__traceback__)
    return line


def _keep_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    record = line.get("_record")
    if record is not None and record.exc_info:
        line["exc_info"] = record.exc_info
    return line


def _causes(error: BaseException | None) -> list[str]:
    said: list[str] = []
    while error is not None and len(said) < 10:
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        reason = error.detail if isinstance(error, Problem) else _safe_reason(error)
        said.append(f"{kind}: {reason}" if reason else kind)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said


def _safe_reason(error: BaseException) -> str | None:
    state = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    if state:
        return str(state)
    return error.strerror if isinstance(error, OSError) else None


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} in {code.co_name}")
        traceback = traceback.tb_next
    return places[-30:]


def _is_forbidden(key: str) -> bool:
    lowered = key.lower()
    return lowered in _FORBIDDEN or not _FORBIDDEN_PART.isdisjoint(re.split(r"[^a-z]+", lowered))


def _masked(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _net(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date | timedelta):
        return str(value)
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {_net(str(k)): MASK if _is_forbidden(str(k)) else _masked(v, depth + 1) for k, v in value.items()}
    if depth < _DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner, depth + 1) for inner in value]
    return f"<{type(value).__name__}>"  # an unknown object's repr may say anything


def _net(text: str) -> str:
    if "@" in text:
        text = _EMAIL.sub(MASK, _CREDENTIALS.sub(f"://{MASK}@", text))
    if "+" in text:
        text = _PHONE.sub(MASK, text)
    return _TOKEN.sub(MASK, text) if "eyJ" in text or ".eJ" in text else text
