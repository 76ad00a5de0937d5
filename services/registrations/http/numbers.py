"""Numbers of an event and of a network's year: counts alone, no names."""

from typing import Any

from services.registrations import answer_numbers, numbers
from services.registrations.http.house import house, reach
from services.registrations.schemas import numbers as schemas
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge, with_etag

routes = Blueprint("numbers", __name__, description="Numbers without names")


@routes.route("/events/numbers")
@requires("reader")
@routes.arguments(schemas.AnswerNumbersQuery, location="query")
@routes.response(200, schemas.AnswerNumbersList)
def list_numbers(query: dict[str, Any]) -> dict[str, Any]:
    """How far the answers to several events have come; an event that nobody is invited to yet is left out."""
    with edge().read() as tx:
        return {"items": answer_numbers.of_events(tx, query["ids"].split(","), reach())}


@routes.route("/events/<event_id>/numbers")
@requires("reader")
@routes.response(200, schemas.Numbers)
@routes.not_modified
def get_numbers(event_id: str) -> Any:
    """How many are invited, what became of their answers, and who came."""
    with edge().read() as tx:
        return with_etag(*numbers.of_event(tx, event_id, reach(), opens_before=house().check_in_opens))


@routes.route("/events/<event_id>/answers-over-time")
@requires("reader")
@routes.response(200, schemas.AnswersOverTime)
def get_answers_over_time(event_id: str) -> dict[str, Any]:
    """How many gave their first answer on each day."""
    with edge().read() as tx:
        return numbers.answers_over_time(tx, event_id, reach())


@routes.route("/networks/<network_id>/attendance-by-month")
@requires("reader")
@routes.arguments(schemas.YearQuery, location="query")
@routes.response(200, schemas.AttendanceByMonth)
def get_attendance_by_month(query: dict[str, Any], network_id: str) -> dict[str, Any]:
    """Who came to the gatherings of a year, by month, beside who had a seat."""
    with edge().read() as tx:
        return numbers.attendance_by_month(tx, network_id, reach(), **query)
