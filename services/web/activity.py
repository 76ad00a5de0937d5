"""What somebody did: that it was done, by whom and on which things; no names and no texts."""

from datetime import timedelta

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned
from shared.columns import BigId, JsonText

DONE, REFUSED = "done", "refused"
SIGNED_IN, SIGNED_OUT = "signed_in", "signed_out"
KEPT = timedelta(days=400)


class Activity(Owned, Base):
    """One thing that an organiser did, or was refused because her role does not reach so far.

    `action`: the endpoint, or signing in and out; `network_id`: the only network of her account, if it has one;
    `subjects`: ids in the address.
    """

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_organisation_position", "organisation", "position"),
        Index("ix_activities_created_at", "created_at"),
    )

    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(String(40))
    network_id: Mapped[str | None] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(10))
    subjects: Mapped[dict[str, str]] = mapped_column(JsonText)
