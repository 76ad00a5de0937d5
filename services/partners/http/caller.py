"""Whose partners the present request may see."""

from shared.http.authentication import identity
from shared.problems import Forbidden


def organisation() -> str:
    """The caller's organisation; partners concern all of it, so a token for one network is refused."""
    caller = identity()
    if caller.network is not None:
        raise Forbidden("Partners belong to the whole organisation; this token is good for one network of it.")
    return caller.organisation
