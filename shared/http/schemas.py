"""marshmallow fields for the world's standards: strict on the way in, canonical on the way out."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, validate

from shared import iso8601_duration

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d", re.ASCII)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?", re.ASCII | re.IGNORECASE)
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){1,2}|UTC", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


class Standard(fields.String):
    """A value that JSON writes as text in one standard form; subclasses say how it is read and written."""

    documented: dict[str, Any] = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={**self.documented, **options.pop("metadata", {})}, **options)

    def read(self, text: str) -> Any:
        """The value that the text means; a ValidationError or ValueError if it means none."""
        return text

    def write(self, value: Any) -> str:
        """The text that means this value."""
        return str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self.read(str(text))
        except (ValueError, OverflowError, OSError, LookupError):
            example = self.documented["examples"][0]
            raise ValidationError(f"Not as it should be; an example: {example}") from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        return None if value is None else self.write(value)


class Text(Standard):
    """Text of 1 to `maximum` characters after trimming, in NFC, with something to see and no control characters."""

    def __init__(self, maximum: int, *, lines: bool = False, **options: Any) -> None:
        self.documented = {"minLength": 1, "maxLength": maximum}
        self.maximum = maximum
        self.lines = lines
        super().__init__(**options)

    def read(self, text: str) -> str:
        return clean(text, self.maximum, lines=self.lines)


class Texts(fields.Dict):
    """One text in several languages: `{"nb": "…", "ar": "…"}`, at least one."""

    def __init__(self, maximum: int = 2000, *, lines: bool = False, **options: Any) -> None:
        metadata = {"minProperties": 1, "examples": [{"nb": "Hei", "ar": "مرحبا"}], **options.pop("metadata", {})}
        super().__init__(keys=fields.String(), values=Text(maximum, lines=lines), metadata=metadata, **options)
        self.maximum = maximum
        self.lines = lines

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[Any, Any]:
        if not isinstance(value, dict) or not 1 <= len(value) <= 40:
            raise ValidationError('Give texts by language: {"nb": "…"}.')
        texts, faults = {}, {}
        for tag, text in value.items():
            try:
                texts[language(tag)] = clean(text, self.maximum, lines=self.lines)
            except ValidationError as error:
                faults[tag] = error.messages
        if faults:
            raise ValidationError(faults)
        return texts


class Language(Standard):
    """A BCP 47 language such as `nb`, `ar` or `zh-Hant`, in canonical case."""

    documented = {"examples": ["nb"], "pattern": "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"}

    def read(self, text: str) -> str:
        return language(text)


class Phone(Standard):
    """A phone number in E.164, however it was spaced."""

    documented = {"examples": ["+447700900123"], "pattern": "^[+][0-9 ().-]{7,39}$"}

    def read(self, text: str) -> str:
        import phonenumbers  # not every process reads a number

        if len(text) > 40:
            raise ValueError("too long")
        try:
            number = phonenumbers.parse(text)
        except phonenumbers.NumberParseException:
            raise ValidationError("Not a phone number with its country code, such as +447700900123.") from None
        # possible, not valid: libphonenumber calls ranges reserved for fiction invalid
        if number.extension or not phonenumbers.is_possible_number(number):
            raise ValidationError("Not a phone number that can exist.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Timezone(Standard):
    """An IANA time zone such as `Europe/Oslo`."""

    documented = {"examples": ["Europe/Oslo"]}

    def read(self, text: str) -> str:
        if not _ZONE.fullmatch(text):
            raise ValueError("not a zone")
        return ZoneInfo(text).key


class Instant(Standard):
    """An RFC 3339 time with its offset; an aware UTC datetime inside."""

    documented = {"format": "date-time", "examples": ["2027-03-09T17:00:00+01:00"]}

    def read(self, text: str) -> datetime:
        if not _INSTANT.fullmatch(text):
            raise ValueError("not RFC 3339")
        return datetime.fromisoformat(text.upper()).astimezone(UTC)

    def write(self, value: datetime) -> str:
        if value.tzinfo is None:
            raise ValueError("an instant is shown with its offset; this one has none")
        return value.isoformat()


class LocalTime(Standard):
    """A date and time on the wall of a place, without offset; the zone stands beside it."""

    documented = {
        "examples": ["2027-01-12T17:00"],
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$",
    }

    def read(self, text: str) -> datetime:
        if not _LOCAL.fullmatch(text):
            raise ValueError("not a local time")
        return datetime.fromisoformat(text)

    def write(self, value: datetime) -> str:
        return value.isoformat(timespec="seconds" if value.second else "minutes")


class TimeOfDay(Standard):
    """A time of day in hours and minutes."""

    documented = {"examples": ["21:00"], "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def read(self, text: str) -> time:
        if not _TIME.fullmatch(text):
            raise ValueError("not a time of day")
        return time.fromisoformat(text)

    def write(self, value: time) -> str:
        return value.strftime("%H:%M")


class Iso8601Duration(Standard):
    """A duration of fixed length such as `PT2H` or `P14D`; a timedelta inside."""

    documented = {"format": "duration", "examples": ["PT2H"]}

    def read(self, text: str) -> timedelta:
        return iso8601_duration.parse(text)

    def write(self, value: timedelta) -> str:
        return iso8601_duration.format_duration(value)


class Span(Iso8601Duration):
    """A duration such as `PT10M`, or a number of seconds."""

    def read(self, text: str) -> timedelta:
        return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() else super().read(text)


class Whole(fields.Integer):
    """A whole number as JSON writes it (not "5", not 5.0, not true), within 32 bits unless told otherwise."""

    def __init__(self, minimum: int = 0, maximum: int = 2**31 - 1, **options: Any) -> None:
        limits = validate.Range(minimum, maximum)
        super().__init__(strict=True, validate=[limits, *_listed(options.pop("validate", None))], **options)

    def _validated(self, value: Any) -> int:
        if type(value) is not int:
            raise ValidationError("Not a whole number.")
        return value


class QueryNumber(fields.Integer):
    """A whole number in a query string, in ASCII digits."""

    def _validated(self, value: Any) -> int:
        if not _WHOLE.fullmatch(str(value)):
            raise ValidationError("Not a whole number.")
        return int(value)


class Ids(fields.String):
    """Some ids in a query string, as they came; `which` says of what."""

    def __init__(self, which: str, **options: Any) -> None:
        some = validate.Regexp(r"[A-Za-z0-9_-]{1,40}(,[A-Za-z0-9_-]{1,40}){0,99}\Z")
        metadata = {"description": f"{which}: at most 100 ids with commas between them"}
        super().__init__(validate=some, metadata=metadata, **options)


class YesNo(fields.Boolean):
    """true or false, and none of the words marshmallow would also take."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if type(value) is not bool:
            raise ValidationError("Say true or false.")
        return value


def clean(text: Any, maximum: int, *, lines: bool = False) -> str:
    """Trimmed text in NFC; a ValidationError if it is no text, empty, too long or holds control characters."""
    if not isinstance(text, str):
        raise ValidationError("Not a text.")
    cleaned = unicodedata.normalize("NFC", str(text).replace("\r\n", "\n") if lines else str(text)).strip()
    if len(cleaned) > maximum:
        raise ValidationError(f"Longer than {maximum} characters.")
    kinds = {unicodedata.category(letter) for letter in cleaned if not (lines and letter in "\n\t")}
    if not kinds & {"Cc", "Cs"} and any(kind[0] not in "CZ" for kind in kinds):
        return cleaned
    raise ValidationError("Empty, or contains control characters.")


def language(tag: object) -> str:
    """A BCP 47 tag in canonical case; a ValidationError if it is none."""
    parts = _LANGUAGE.fullmatch(str(tag))
    if parts is None:
        raise ValidationError("Not a language such as nb, ar or zh-Hant.")
    name, script, region = parts.groups(default="")
    return "-".join(part for part in (name.lower(), script.title(), region.upper()) if part)


def _listed(validators: Any) -> list[Any]:
    return validators if isinstance(validators, list) else [validators] if validators else []
