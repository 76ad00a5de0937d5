"""The part of the public feed that is about one event; neutral wording shows nothing but the signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.events.event import Event
from services.events.network import Network
from shared.icalendar import CalendarEvent, vevent


def write_vevent(event: Event, network: Network, now: datetime) -> str:
    """The VEVENT as it is stored and served until something about it changes."""
    said = _open(event, network) if is_open(event, network) else _neutral(event, network)
    return vevent(
        CalendarEvent(
            uid=event.uid,
            sequence=event.sequence,
            dtstamp=now,
            last_modified=event.changed_at,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            timezone=event.timezone,
            status="CANCELLED" if event.is_cancelled else "CONFIRMED",
            **said,  # type: ignore[arg-type]
        ),
        "PUBLISH",
    )


def is_open(event: Event, network: Network) -> bool:
    """Whether outsiders may read what the event is about and where."""
    return (event.wording or network.wording) == "open"


def in_first_language(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str]:
    """The text in the first of the network's languages that it has, with that language."""
    language = next((one for one in languages if one in texts), next(iter(texts)))
    return language, texts[language]


def _neutral(event: Event, network: Network) -> dict[str, object]:  # noqa: ARG001 - like its twin
    return {"summary": network.signature}


def _open(event: Event, network: Network) -> dict[str, object]:
    language, title = in_first_language(event.title, network.languages)
    theme = in_first_language(event.theme, network.languages)[1] if event.theme else None
    place = event.place or {}
    location = ", ".join(part for part in (place.get("name"), place.get("address")) if part)
    return {
        "summary": title,
        "description": theme,
        "location": location or None,
        "language": language,
        "classification": "PUBLIC",
    }
