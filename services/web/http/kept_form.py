"""A form whose session has ended is not lost: it is shown again as it was sent, and done by another press."""

from typing import TYPE_CHECKING

from flask import Response, request

from services.web.http.live_part import in_place_of_all, is_live_part
from services.web.http.same_origin import is_surely_ours
from services.web.languages import FOR_ORGANISERS
from services.web.pages import reader_language, show

if TYPE_CHECKING:
    from services.web.http.visitor import Visitor

MOST_FIELDS = 3000
LONGEST = 1_000_000  # characters of all fields


def kept_form(visitor: "Visitor | None") -> Response | None:
    """The page that carries it; None if a page of ours did not surely send it, or it is more than a page can carry."""
    fields = [field for field in request.form.items(multi=True) if field[0] != "csrf"]
    size = sum(len(name) + len(value) for name, value in fields)
    if not is_surely_ours() or request.files or len(fields) > MOST_FIELDS or size > LONGEST:
        return None
    language = reader_language(visitor.account.language if visitor else None, spoken=FOR_ORGANISERS)
    response = show(
        "console/kept_form.html",
        language,
        status=200 if is_live_part() else 403,
        visitor=visitor,
        path=request.path,
        address=request.full_path if request.query_string else request.path,
        fields=fields,
    )
    return in_place_of_all(response)
