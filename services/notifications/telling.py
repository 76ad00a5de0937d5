"""One notification with all that its text depends on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.occasions import (
    CONFIRMED,
    DETAILS,
    EVENT_CANCELLED,
    MOVED,
    MOVED_UP,
    OF_THE_PHONE,
    REMINDER,
    Occasion,
)
from services.notifications.recipient import Recipient
from services.notifications.texts import Flags

AFTER_A_YES = (CONFIRMED, MOVED_UP, MOVED)


@dataclass(frozen=True)
class Choice:
    """One open invitation in the question which of them she means."""

    event: KnownEvent
    call_name: str | None
    yes: int


@dataclass(frozen=True)
class Telling:
    """Who is told what, as things stand at the moment of claiming.

    `introduce`: nothing was sent to her before. `shared`: this network writes to others on her phone too.
    """

    occasion: Occasion
    event: KnownEvent
    network: KnownNetwork
    person: Recipient
    invitation: Invitation
    data: dict[str, Any]
    introduce: bool
    link: str
    choices: tuple[Choice, ...] = ()
    shared: bool = False

    @cached_property
    def open(self) -> bool:
        """Whether title, theme and place may be shown on a locked screen."""
        return not self.private and (self.event.state.get("wording") or self.network.state["wording"]) == "open"

    @property
    def private(self) -> bool:
        return self.person.discreet or self.person.protected

    @cached_property
    def flags(self) -> Flags:
        seated = self.invitation.status == "confirmed"
        asked = self.occasion is DETAILS or (self.occasion in AFTER_A_YES and seated)
        unasked = self.occasion is REMINDER and self.open  # comes at an hour she did not choose
        return Flags(
            open=self.open,
            details=unasked or (asked and not self.private),
            place=bool(self.event.state.get("place")),
            intro=self.introduce,
            named=self.shared and self.occasion not in OF_THE_PHONE,
            contact=bool(self.network.state.get("contact")),
            digits=self.invitation.yes_digit is not None,
            seated=seated,
            several=self.invitation.party_size > 1,
            line=self.invitation.position is not None,
            until="offer_until" in self.data,
            reason=self.data.get("reason"),
        )

    @property
    def partstat(self) -> str:
        """What the calendar file says she answered."""
        if self.occasion is EVENT_CANCELLED:
            return "NEEDS-ACTION"
        return {"confirmed": "ACCEPTED", "tentative": "TENTATIVE"}.get(self.invitation.status or "", "NEEDS-ACTION")

    @property
    def offer_until(self) -> datetime | None:
        return datetime.fromisoformat(self.data["offer_until"]) if "offer_until" in self.data else None
