"""A series: the rule by which events come back, and what its dates have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.events.base import Base, Revised
from shared import iso8601_duration, recurrence
from shared.columns import Instant, JsonText
from shared.local_time import to_local
from shared.problems import Invalid
from shared.recurrence import Occurrence, Rule

AHEAD = 12
AT_ONCE = 60
LEAD = timedelta(days=14)
# What the dates of a series take over from it, and follow while nobody has changed them.
COMMON = ("title", "capacity", "place", "wording", "attendance_mode")
RHYTHM = ("rrule", "starts_at", "timezone", "duration")


@dataclass(frozen=True)
class DatesAhead:
    """The dates that are to stand in the calendar now, and when to look again (None: the rule has ended)."""

    dates: list[Occurrence]
    look_again_at: datetime | None


class Series(Revised, Base):
    """`last_date` is the rule's last date that was made an event; at `extend_at` there is room for another."""

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity BETWEEN 1 AND 100000", name="capacity"),
        Index("ix_series_organisation_id", "organisation", "id"),
        Index("ix_series_extend_at", "extend_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    network_id: Mapped[str] = mapped_column(String(40), ForeignKey("networks.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(JsonText)
    rrule: Mapped[str] = mapped_column(String(300))
    starts_at: Mapped[str] = mapped_column(String(19))
    timezone: Mapped[str] = mapped_column(String(64))
    duration: Mapped[str] = mapped_column(String(40))
    capacity: Mapped[int | None]
    place: Mapped[dict[str, str | None] | None] = mapped_column(JsonText)
    attendance_mode: Mapped[str] = mapped_column(String(10), default="offline")
    invite_before: Mapped[str] = mapped_column(String(40))
    wording: Mapped[str | None] = mapped_column(String(10))
    published: Mapped[bool] = mapped_column(default=False)
    last_date: Mapped[str | None] = mapped_column(String(10))
    extend_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def first(self) -> datetime:
        """The wall time of the first date."""
        return datetime.fromisoformat(self.starts_at)

    @property
    def length(self) -> timedelta:
        return iso8601_duration.parse(self.duration)

    @property
    def lead(self) -> timedelta:
        """How long before the start the members are invited."""
        return iso8601_duration.parse(self.invite_before)

    def take(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Takes these values; gives what those that changed were before."""
        texts = {name: _text(value) for name, value in values.items()}
        before = {name: getattr(self, name) for name, value in texts.items() if getattr(self, name) != value}
        for name in before:
            setattr(self, name, texts[name])
        return before

    def rule(self) -> Rule:
        """The rule; refused, naming the field, if it is outside what we accept."""
        try:
            return recurrence.parse(self.rrule)
        except Invalid as fault:
            raise Invalid("This rule cannot be used.", errors={"rrule": [fault.detail]}) from None

    def rule_until(self, last_day: date) -> str:
        """The rule as it is if it has no date after this day, else the same with this day as its end."""
        rule = self.rule()
        is_bounded = rule.count is not None or rule.until is not None
        if is_bounded and not recurrence.dates(rule, self.first, self.timezone, after=last_day, limit=1):
            return self.rrule
        endless = [part for part in rule.text.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
        return recurrence.parse(";".join([*endless, f"UNTIL={last_day.isoformat().replace('-', '')}"])).text

    def dates_ahead(self, now: datetime) -> DatesAhead:
        """The next twelve dates; of a rule that ends, all up to its end, sixty at once."""
        rule = self.rule()
        bounded = rule.count is not None or rule.until is not None
        limit = AT_ONCE if bounded else AHEAD
        today = to_local(now, self.timezone).date()
        after = today - timedelta(days=1) if self.last_date or self.first.date() < today else None
        try:
            found = recurrence.dates(rule, self.first, self.timezone, after=after, limit=limit + 1)
        except Invalid as fault:
            raise Invalid("This rule cannot be used.", errors={"rrule": [fault.detail]}) from None
        coming = [one for one in found if one.utc_start > now][:limit]
        if bounded and len(coming) < limit:
            return DatesAhead(coming, None)
        return DatesAhead(coming, coming[0].utc_start if coming else now + timedelta(days=365))

    def occurrence(self, day: date) -> Occurrence | None:
        """The rule's date on this day, if it has one."""
        if day < self.first.date():
            return None
        found = recurrence.dates(self.rule(), self.first, self.timezone, after=day - timedelta(days=1), limit=1)
        return found[0] if found and found[0].date == day else None


def _text(value: Any) -> Any:
    if isinstance(value, timedelta):
        return iso8601_duration.format_duration(value)
    return value.isoformat() if isinstance(value, datetime) else value
