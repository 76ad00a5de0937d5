"""How far the caller of the present request sees."""

from services.events.reach import Reach
from shared.http.authentication import identity


def reach() -> Reach:
    """The organisation of the token, and its one network if it names one."""
    caller = identity()
    return Reach(caller.organisation, caller.network)
