"""Links that let somebody in once: of each only the hash is kept, and it is good for ten minutes."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned
from shared.columns import Instant

LIFETIME = timedelta(minutes=10)
SIGN_IN, SET_UP = "sign_in", "set_up"


class Link(Owned, Base):
    """Signs in to an account, or sets up the first organisation (then it belongs to none yet)."""

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str | None] = mapped_column(String(40), ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    def is_good(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.used_at is None and now < self.expires_at


@dataclass(frozen=True)
class NewLink:
    """A link at the only time its token is known."""

    id: str
    token: str
    expires_at: datetime


def new_token(chance: Random) -> str:
    """128 bits in 22 characters."""
    return base64.urlsafe_b64encode(chance.randbytes(16)).decode().rstrip("=")
