"""A person as `registrations` last described her: how she is called and where she is reached."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId, Instant, JsonText


class Recipient(Owned, Base):
    """One participant. An erased one leaves a row without name and contacts that no late message fills again."""

    __tablename__ = "recipients"
    __table_args__ = (Index("ix_recipients_phone", "phone"), Index("ix_recipients_email", "email"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(200))
    call_name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(35))
    channels: Mapped[list[str]] = mapped_column(JsonText)
    protected: Mapped[bool]
    discreet: Mapped[bool]
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
