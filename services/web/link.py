"""Links that let somebody in once: of each only the hash is kept, and it is good for a short time."""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned
from shared.columns import Instant
from shared.due_rows import due_index
from shared.link_tokens import token_hash

LIFETIME = timedelta(minutes=10)
FOR_COLLEAGUES = timedelta(days=7)  # an invitation waits in a mailbox
SIGN_IN, SET_UP, COLLEAGUE = "sign_in", "set_up", "colleague"


class Link(Owned, Base):
    """Signs in to an account, or sets up the first organisation (then it belongs to none yet).

    One that was asked for on a page is for the browser that asked (`browser_hash`) and stands with its address, until
    it is looked up (`due_at`) whether anybody organises there.
    """

    __tablename__ = "links"
    __table_args__ = (due_index("links"), Index("ix_links_account_id", "account_id"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str | None] = mapped_column(String(40), ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    email: Mapped[str | None] = mapped_column(String(254))
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(35))
    due_at: Mapped[datetime | None] = mapped_column(Instant)

    def is_good(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.used_at is None and now < self.expires_at

    def is_for(self, secret: str | None) -> bool:
        """Whether the browser with this secret may use it; who holds one that nobody asked for may use it anywhere."""
        if self.browser_hash is None:
            return True
        return secret is not None and hmac.compare_digest(self.browser_hash, token_hash(secret))


@dataclass(frozen=True)
class NewLink:
    """A link at the only time its token is known."""

    id: str
    token: str
    expires_at: datetime


def new_token(chance: Random) -> str:
    """128 bits in 22 characters."""
    return base64.urlsafe_b64encode(chance.randbytes(16)).decode().rstrip("=")
