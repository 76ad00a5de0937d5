"""An organisation: its slug stands on every row of every service and never changes."""

import re

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Organisation(Owned, Base):
    """Who runs networks here; known everywhere by its slug alone."""

    __tablename__ = "organisations"

    organisation: Mapped[str] = mapped_column(String(63), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))

    @property
    def slug(self) -> str:
        """Its name in addresses, tokens and rows."""
        return self.organisation
