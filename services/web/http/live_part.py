"""Requests that a live part of a page makes by itself, and answers for which that part is too small."""

from flask import Response, request

WHOLE = {"HX-Retarget": "#content", "HX-Reselect": "#content", "HX-Reswap": "outerHTML"}


def is_live_part() -> bool:
    """Whether a part of a page asks, and not a person who goes to another page."""
    return "HX-Request" in request.headers


def in_place_of_all(response: Response) -> Response:
    """Lets this page take the place of all that the page shows, whichever part of it asked."""
    if is_live_part():
        response.headers.update(WHOLE)
    return response
