"""What the routes of `registrations` need beside the edge: how far the caller reaches, and the rules of the house."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import current_app

from services.registrations.reach import Reach
from services.registrations.throttle import Throttle
from services.registrations.yeses import Yeses
from shared.http.authentication import identity

EXTENSION = "registrations.house"


@dataclass(frozen=True)
class House:
    """The rules that settings decide, and the guard of the links."""

    decline_grace: timedelta
    check_in_opens: timedelta
    throttle: Throttle
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
