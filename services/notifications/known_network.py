"""A network as `events` last stated it."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId, Instant, JsonText


class KnownNetwork(Owned, Base):
    """The whole public state of a network at `revision`; `sending` stands beside it for queries.

    `restored_to`: what was told after this instant may be forgotten here; `let_go_at`: when it was first on after that.
    """

    __tablename__ = "known_networks"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    sending: Mapped[str] = mapped_column(String(8))
    state: Mapped[dict[str, Any]] = mapped_column(JsonText)
    restored_to: Mapped[datetime | None] = mapped_column(Instant)
    let_go_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def signature(self) -> str:
        return str(self.state["signature"])

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        """From and to, by the clock on the wall; None if people may be told at any hour."""
        hours = self.state.get("quiet_hours")
        return (time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) if hours else None

    @property
    def on(self) -> bool:
        """Whether the organiser has let sending begin."""
        return self.sending == "on"
