"""What differs between a throw-away product, whose clock is moved, and one that runs: names, phones and dates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.timezones import zone

PEOPLE: dict[str, dict[str, Any]] = {
    "Amal": {"name": "Amal Haddad", "phone": "+447700900101", "language": "ar", "channels": ["sms"]},
    "Fatima": {"name": "Fatima Warsame", "phone": "+447700900103", "language": "nb", "channels": ["sms"]},
    "Selam": {
        "name": "Selam Tesfay",
        "phone": "+447700900102",
        "email": "selam.tesfay@example.org",
        "language": "en",
        "channels": ["sms", "email"],
    },
    "Olena": {
        "name": "Olena Kovalenko",
        "email": "olena.kovalenko@example.org",
        "language": "en",
        "channels": ["email"],
    },
}

NETWORK: dict[str, Any] = {
    "name": "Kvinnenettverket",
    "slug": "kvinnenettverket",
    "timezone": "Europe/Oslo",
    "country": "NO",
    "languages": ["nb", "en", "ar"],
    "signature": "Kvinnenett",
    "contact": {"name": "Ingrid Solberg", "phone": "+447700900001"},
    "quiet_hours": None,
}

SERIES: dict[str, Any] = {
    "title": {"nb": "Månedens samling", "en": "Monthly gathering", "ar": "اللقاء الشهري"},
    "timezone": "Europe/Oslo",
    "duration": "PT2H",
    "capacity": 2,
    "place": {"name": "Biblioteket", "address": "Storgata 1"},
    "invite_before": "P14D",
}

AHEAD = timedelta(hours=24)  # that reminders go out and check-in opens before the start
SOON = timedelta(seconds=30)  # in which both happen once the gathering is moved, in real time
NIGHT = (0, 4)  # local hours in which clocks are changed
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Playbill:
    """The story on a throw-away product: a month ahead, with a clock that is moved."""

    organisation: str = "demo"
    owner: str = "owner@example.org"
    in_real_time: bool = False
    patience: float = 20  # seconds that anything may take to arrive
    pause: float = 0.05  # seconds between two looks
    reminded: timedelta = AHEAD - timedelta(minutes=10)  # before the start, when the reminder has surely been sent

    @property
    def network(self) -> dict[str, Any]:
        return NETWORK

    @property
    def people(self) -> dict[str, dict[str, Any]]:
        return PEOPLE

    def phone(self, name: str) -> str:
        return str(self.people[name]["phone"])

    def email(self, name: str) -> str:
        return str(self.people[name]["email"])

    def first_date(self, now: datetime) -> tuple[str, str]:
        """Local time of the first gathering, and the rule by which the others follow."""
        return f"{(now + timedelta(days=30)).date()}T17:00", "FREQ=MONTHLY;BYDAY=2TU"

    def moved_by(self, starts_at: datetime, now: datetime) -> timedelta:  # noqa: ARG002
        return timedelta(days=1)


@dataclass(frozen=True)
class RunningPlaybill(Playbill):
    """The story on a product that runs: begins within hours, with people it has never met before.

    The gathering moves to this minute of tomorrow, so that its reminder is due and its check-in opens while one waits.
    """

    organisation: str = ""
    first_phone: int = 0
    in_real_time: bool = True
    patience: float = 60
    pause: float = 0.3
    reminded: timedelta = AHEAD

    @property
    def network(self) -> dict[str, Any]:
        return NETWORK | {"slug": f"kvinner-{self.organisation}"}

    @property
    def people(self) -> dict[str, dict[str, Any]]:
        return {name: self._another(place, person) for place, (name, person) in enumerate(PEOPLE.items())}

    def first_date(self, now: datetime) -> tuple[str, str]:
        at = now.astimezone(zone(SERIES["timezone"])).replace(minute=0, second=0) + timedelta(hours=2)
        if NIGHT[0] <= at.hour < NIGHT[1]:
            at = at.replace(hour=NIGHT[1])
        week = (at.day - 1) // 7 + 1
        return f"{at:%Y-%m-%dT%H:%M}", f"FREQ=MONTHLY;BYDAY={week if week < 5 else -1}{DAYS[at.weekday()]}"

    def moved_by(self, starts_at: datetime, now: datetime) -> timedelta:
        return now.replace(microsecond=0) + AHEAD + SOON - starts_at

    def _another(self, place: int, person: dict[str, Any]) -> dict[str, Any]:
        changed = dict(person)
        if "phone" in person:
            changed["phone"] = f"+447700900{self.first_phone + place:03}"
        if "email" in person:
            changed["email"] = person["email"].replace("@", f"+{self.organisation}@")
        return changed
