"""What a participant's own page shows: her invitation as `registrations` tells it to the holder of her link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.web.languages import FOR_EVERYONE, Language, in_language
from shared.http.client import ApiClient
from shared.icalendar import CalendarEvent, write

DAY_AHEAD, SHORT_AHEAD = timedelta(hours=24), timedelta(hours=3)  # as `notifications` reminds
_AS_TOLD = (
    "discreet",
    "needs",
    "needs_open",
    "channels",
    "possible_channels",
    "stopped",
    "stopped_channels",
    "partners",
)


@dataclass(frozen=True)
class MyInvitation:
    """Her name, the event, and what she is: as much as the link may show."""

    call_name: str
    language: str
    network: dict[str, Any]
    event: dict[str, Any]
    starts_at: datetime
    ends_at: datetime
    answer: str | None
    status: str | None
    position: int | None
    party_size: int
    is_open: bool
    discreet: bool
    needs: dict[str, Any] | None
    needs_open: bool
    channels: list[str]
    possible_channels: list[str]
    stopped: str | None
    stopped_channels: list[str]
    partners: list[dict[str, Any]]

    @property
    def languages(self) -> list[str]:
        """In which she is spoken to: hers, else as messages do those of the network."""
        return [self.language, *self.network["languages"]]

    @property
    def is_cancelled(self) -> bool:
        return bool(self.event["status"] == "cancelled")

    @property
    def is_spoken_openly(self) -> bool:
        """Whether others may learn of what and where: the calendar of a phone, a map."""
        return (self.event.get("wording") or self.network["wording"]) == "open" and not self.discreet

    @property
    def interpreters(self) -> list[str]:
        """Into which languages she may ask for an interpreter, hers first."""
        asked = [self.needs["interpreter"]] if self.needs and self.needs["interpreter"] else []
        return list(dict.fromkeys([self.language, *asked, *FOR_EVERYONE]))

    def reminded(self, now: datetime) -> str | None:
        """When she is reminded if she has a seat: the `day` before, `before` it begins, or not."""
        if self.status != "confirmed" or self.stopped or not set(self.channels) - set(self.stopped_channels):
            return None
        ahead = self.starts_at - now
        return "day" if ahead > DAY_AHEAD else "before" if ahead > SHORT_AHEAD else None

    def calendar(self, language: Language, now: datetime) -> str:
        """The calendar file; with neutral wording, or for a discreet person, it says when and from whom, no more."""
        title = in_language(self.event["title"], language.tag) if self.is_spoken_openly else None
        place = self.event["place"] if self.is_spoken_openly else None
        event = CalendarEvent(
            uid=self.event["uid"],
            sequence=self.event["sequence"],
            dtstamp=now,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            timezone=self.event["timezone"],
            summary=title or self.network["signature"],
            location=", ".join(filter(None, (place["name"], place.get("address")))) if place else None,
            status="CANCELLED" if self.is_cancelled else "CONFIRMED",
            language=language.tag if title else None,
        )
        return write("PUBLISH", [event])


def in_the_name_of(token: str, registrations: ApiClient) -> ApiClient:
    """`registrations` in the name of whoever holds this link, for a quarter of an hour; an ApiProblem 404 if nobody."""
    answer = registrations.post("/api/registrations/v1/links", json={"token": token}).raise_for_problem()
    return registrations.with_token(answer.json["token"])


def my_invitation(holder: ApiClient) -> MyInvitation:
    """The invitation of this holder of a link."""
    told = holder.get("/api/registrations/v1/my-invitation").raise_for_problem().json
    event = told["event"]
    return MyInvitation(
        call_name=told["call_name"],
        language=told["language"],
        network=told["network"],
        event=event,
        starts_at=datetime.fromisoformat(event["starts_at"]),
        ends_at=datetime.fromisoformat(event["ends_at"]),
        answer=told["answer"],
        status=told["status"],
        position=told["position"],
        party_size=told["party_size"] or 1,
        is_open=told["open"],
        **{name: told[name] for name in _AS_TOLD},
    )
