"""`/series`: events that come back by a rule."""

from typing import Any

from services.events import queries
from services.events.http.caller import reach
from services.events.operations.change_series import change_series
from services.events.operations.create_series import create_series
from services.events.operations.end_series import end_series
from services.events.operations.except_date import move_date, skip_date
from services.events.operations.publish_series import publish_series
from services.events.schemas.common import Nothing
from services.events.schemas.events import EventPage, SpanQuery
from services.events.schemas.series import (
    DateException,
    DateExceptionPage,
    EndSeries,
    NewException,
    NewSeries,
    Series,
    SeriesChanges,
    SeriesPage,
    SeriesQuery,
)
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, check_match, edge, with_etag
from shared.http.paging import PageQuery

routes = Blueprint("series", __name__, description="Events that come back by a rule")


@routes.route("/series", methods=["POST"])
@requires("organiser")
@routes.arguments(NewSeries)
@routes.response(201, Series)
def post_series(body: dict[str, Any]) -> Shown:
    """Makes a series with drafts of its next dates; nobody hears of them before it is published."""

    def act(tx: Transaction) -> str:
        return create_series(tx, reach=reach(), values=body).id

    return edge().perform(act, _show)


@routes.route("/series")
@requires("reader")
@routes.arguments(SeriesQuery, location="query")
@routes.response(200, SeriesPage)
def list_series(query: dict[str, Any]) -> dict[str, Any]:
    """Series, of one network if asked."""
    with edge().read() as tx:
        return queries.all_series(tx, reach(), **query)


@routes.route("/series/<series_id>")
@requires("reader")
@routes.response(200, Series)
@routes.not_modified
def get_series(series_id: str) -> Any:
    """One series; its ETag is its revision."""
    with edge().read() as tx:
        series = _show(tx, series_id)
    return with_etag(series, series["revision"])


@routes.route("/series/<series_id>", methods=["PATCH"])
@requires("organiser")
@routes.arguments(SeriesChanges)
@routes.response(200, Series)
def patch_series(body: dict[str, Any], series_id: str) -> Any:
    """Changes a series, and its dates ahead in all that was not changed for one of them alone."""
    with edge().transaction() as tx:
        change_series(tx, series_id, reach=reach(), changes=body, match=check_match)
        series = _show(tx, series_id)
    return series, {"ETag": f'"{series["revision"]}"'}


@routes.route("/series/<series_id>/events")
@requires("reader")
@routes.arguments(SpanQuery, location="query")
@routes.response(200, EventPage)
def list_events_of_series(query: dict[str, Any], series_id: str) -> dict[str, Any]:
    """The dates of a series as events, in the order of time, between two instants if asked."""
    with edge().read() as tx:
        return queries.events_of_series(tx, series_id, reach(), **query)


@routes.route("/series/<series_id>/publish", methods=["POST"])
@requires("organiser")
@routes.arguments(Nothing)
@routes.response(200, Series)
def post_series_publish(_body: dict[str, Any], series_id: str) -> Shown:
    """Announces all dates ahead; each invites its members `invite_before` its start."""

    def act(tx: Transaction) -> str:
        return publish_series(tx, series_id, reach=reach()).id

    return edge().perform(act, _show, status=200)


@routes.route("/series/<series_id>/end", methods=["POST"])
@requires("organiser")
@routes.arguments(EndSeries)
@routes.response(200, Series)
def post_series_end(body: dict[str, Any], series_id: str) -> Shown:
    """Ends a series: drafts after its last day go, announced dates after it are cancelled."""

    def act(tx: Transaction) -> str:
        return end_series(tx, series_id, reach=reach(), match=check_match, **body).id

    return edge().perform(act, _show, status=200)


@routes.route("/series/<series_id>/exceptions", methods=["POST"])
@requires("organiser")
@routes.arguments(NewException)
@routes.response(201, DateException)
def post_exception(body: dict[str, Any], series_id: str) -> Shown:
    """Leaves one date of the rule out, or puts it at another time."""

    def act(tx: Transaction) -> str:
        day = body["date"]
        if "starts_at" in body:
            kept = move_date(tx, series_id, day, reach=reach(), starts_at=body["starts_at"])
        else:
            kept = skip_date(tx, series_id, day, reach=reach(), reason=body.get("reason"))
        return f"{kept.series_id}/{kept.date}"

    return edge().perform(act, lambda tx, key: queries.exception(tx, key, reach()))


@routes.route("/series/<series_id>/exceptions")
@requires("reader")
@routes.arguments(PageQuery, location="query")
@routes.response(200, DateExceptionPage)
def list_exceptions(query: dict[str, Any], series_id: str) -> dict[str, Any]:
    """The dates of a series that are not as its rule says, in the order of the rule's own dates."""
    with edge().read() as tx:
        return queries.exceptions(tx, series_id, reach(), **query)


def _show(tx: Transaction, series_id: str) -> dict[str, Any]:
    return queries.series(tx, series_id, reach())
