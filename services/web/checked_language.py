"""A language whose texts somebody who speaks it has read for an organisation."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned

WRITTEN_BY_US = frozenset({"nb", "en"})  # no machine made these: they need no native speaker's look


class CheckedLanguage(Owned, Base):
    """Who read the texts (`checked_by`); when and under whose account it was written down stand with the row."""

    __tablename__ = "checked_languages"

    organisation: Mapped[str] = mapped_column(String(63), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    checked_by: Mapped[str] = mapped_column(String(100))
