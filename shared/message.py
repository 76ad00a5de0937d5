"""The message that the broker carries: CloudEvents 1.0 attributes and data, as structured JSON."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

CONTENT_TYPE = "application/cloudevents+json"
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_TEXTS = ("id", "source", "type", "subject", "organisation")


class Unreadable(Exception):
    """A body that is no message; its text says why and quotes nothing from it."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One fact that a service states: the whole public state of `subject` at `revision`.

    `again`: nothing happened; so things stand, said for readers that lost it or never heard it.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    organisation: str
    revision: int
    correlationid: str
    causationid: str | None
    data: dict[str, Any]
    again: bool = False

    def to_json(self) -> str:
        envelope: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            "organisation": self.organisation,
            "revision": self.revision,
            "correlationid": self.correlationid,
        }
        if self.causationid is not None:
            envelope["causationid"] = self.causationid
        if self.again:
            envelope["again"] = True
        envelope["data"] = self.data
        return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, body: str | bytes) -> "Message":
        """Reads an envelope; unknown attributes are ignored. Raises Unreadable."""
        try:
            envelope = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unreadable("the body is no JSON") from error
        if not isinstance(envelope, dict) or envelope.get("specversion") != "1.0":
            raise Unreadable("the body is no CloudEvents 1.0 object")
        for name in _TEXTS:
            if not _is_short_text(envelope.get(name)):
                raise Unreadable(f"the attribute {name} is missing or no short text")
        revision, data, time = envelope.get("revision"), envelope.get("data"), _instant(envelope.get("time"))
        if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision < 2**53:
            raise Unreadable("the attribute revision is no whole number")
        if not isinstance(data, dict) or time is None:
            raise Unreadable("the attribute time or data is missing or malformed")
        if not _is_storable(body, data):
            raise Unreadable("a text in the data holds what no database takes, or is nested too deeply")
        return cls(
            **{name: envelope[name] for name in _TEXTS},
            time=time,
            revision=revision,
            correlationid=envelope["correlationid"]
            if _is_short_text(envelope.get("correlationid"))
            else envelope["id"],
            causationid=envelope["causationid"] if _is_short_text(envelope.get("causationid")) else None,
            data=data,
            again=envelope.get("again") is True,
        )


def _is_short_text(value: Any) -> bool:
    # NUL and lone surrogates are JSON, but no database takes them
    return isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()


def _is_storable(body: str | bytes, data: Any) -> bool:
    """Whether no text in it holds a NUL or half a surrogate, which JSON may."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    if text.isascii() and "\0" not in text and not _SUSPECT.search(text):  # NULs: it is UTF-16
        return True
    try:
        return not any("\0" in found or not found.encode() for found in _texts(data) if found)
    except (UnicodeEncodeError, RecursionError):
        return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _texts(inner)


def _instant(text: Any) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def digest(body: str | bytes) -> str:
    """A short fingerprint by which two bodies with the same id are told apart."""
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return hashlib.sha256(raw).hexdigest()[:32]
