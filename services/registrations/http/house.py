"""What the routes of `registrations` need beside the edge: how far the caller reaches, and the rules of the house."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import current_app

from services.registrations.reach import Reach
from services.registrations.throttle import JoinThrottle, Throttle
from services.registrations.yeses import Yeses
from shared.http.authentication import identity
from shared.tokens import RANKS

EXTENSION = "registrations.house"


@dataclass(frozen=True)
class House:
    """The rules that settings decide, and the guards of what is open to all."""

    decline_grace: timedelta
    check_in_opens: timedelta
    throttle: Throttle
    join_throttle: JoinThrottle
    yeses: Yeses


def house() -> House:
    """The rules of the app that serves the present request."""
    return cast(House, current_app.extensions[EXTENSION])


def reach() -> Reach:
    """The organisation of the token, and its one network if it names one."""
    caller = identity()
    return Reach(caller.organisation, caller.network)


def organisation() -> str:
    """The organisation of the token."""
    return identity().organisation


def sees_needs() -> bool:
    """Whether the caller may know what each person needs; a host sees the sums."""
    return identity().role in RANKS[RANKS.index("organiser") :]
