"""How far an attendance is known, so that an older statement arriving late changes nothing."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import BigId


class KnownAttendance(Owned, Base):
    """The newest revision heard, whether or not any partner was told; it names no person."""

    __tablename__ = "known_attendances"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
