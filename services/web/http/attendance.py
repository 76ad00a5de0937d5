"""Who came to the gatherings of a network or a series, by month: numbers without names."""

from flask import Blueprint, Response, request

from services.web.forms.field_values import YEARS, number_in
from services.web.forms.rhythm import MONTHS
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import ID, one_network
from shared.local_time import to_local

routes = Blueprint("attendance", __name__, url_prefix="/networks/<network_id>/attendance")

THERE = ("present", "late", "left_early")
APART = ("excused", "absent")


@routes.get("")
@signed_in("reader")
def by_month(network_id: str) -> Response:
    """A year of a network, or of one of its series."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    series_id = request.args.get("series", "")
    series = None
    if ID.fullmatch(series_id):
        series = events.get(f"/api/events/v1/series/{series_id}").raise_for_problem().json
    year = number_in(request.args.get("year", ""), YEARS[0], YEARS[-1])
    year = year or to_local(pages().clock.now(), network["timezone"]).year
    query = f"year={year}" + (f"&series_id={series_id}" if series else "")
    path = f"/api/registrations/v1/networks/{network_id}/attendance-by-month?{query}"
    answer = visitor().asks(pages().registrations).get(path)
    months = [] if answer.status == 404 else answer.raise_for_problem().json["months"]
    shown = [
        dict(one, number=number, there=sum(one[word] for word in THERE))
        for number, one in zip(MONTHS, months, strict=False)
    ]
    return show_page(
        "attendance.html",
        network=network,
        series=series,
        year=year,
        months=shown,
        there=THERE,
        apart=APART,
        turn=f"&series={series_id}" if series else "",
    )
