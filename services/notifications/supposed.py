"""What is only planned: an event as it would be, and people as somebody else counted them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.notifications.known_event import KnownEvent
from shared.problems import Invalid

NEEDED = ("title", "starts_at", "timezone")
USUAL = timedelta(hours=2)


def supposed(known: KnownEvent | None, facts: Mapping[str, Any]) -> KnownEvent:
    """The event with these facts in place of what is known of it; of one that is not known the first must be said."""
    missing = [name for name in NEEDED if known is None and name not in facts]
    if missing:
        problem = "Say what it is called and when it is, or name an event."
        raise Invalid(problem, errors={f"event.{name}": ["Needed."] for name in missing})
    state = dict(known.state) if known else {"theme": None, "place": None, "wording": None}
    times = {name: getattr(known, name) for name in ("starts_at", "ends_at", "timezone")} if known else {}
    times |= {name: facts[name] for name in ("starts_at", "timezone") if name in facts}
    length = times["ends_at"] - known.starts_at if known else USUAL
    return KnownEvent(
        id=known.id if known else "",
        revision=0,
        sequence=0,
        status="scheduled",
        state=state | {name: facts[name] for name in ("title", "theme", "place", "wording") if name in facts},
        **times | {"ends_at": times["starts_at"] + length},
    )


@dataclass(frozen=True)
class Group:
    """People who are told alike, none of them anything before."""

    language: str
    by_sms: bool
    by_email: bool
    total: int
    private: bool = False
    no_sms: bool = False
    no_email: bool = False
    known: bool = False


def groups_of(people: Iterable[Mapping[str, Any]]) -> list[Group]:
    """People as `registrations` counts whom an event would invite."""
    return [Group(one["language"], one["sms"], one["email"], one["people"]) for one in people]
