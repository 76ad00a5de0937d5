"""`/events/{id}/attendance`: the roll."""

from typing import Any

from services.registrations import queries
from services.registrations.http.house import house, organisation, reach
from services.registrations.operations.close_roll import close_roll, reopen_roll
from services.registrations.operations.correct_attendance import correct_attendance, withdraw_attendance
from services.registrations.operations.record_attendance import record_attendance
from services.registrations.schemas import roll as schemas
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.http.paging import PageQuery

routes = Blueprint("attendance", __name__, description="Who came")


@routes.route("/events/<event_id>/attendance", methods=["POST"])
@requires("host")
@routes.arguments(schemas.NewAttendance)
@routes.response(201, schemas.Attendance)
def post_attendance(body: dict[str, Any], event_id: str) -> Shown:
    """Records who came, from a day before the start until the roll is closed; a repeat is the same entry."""

    def act(tx: Transaction) -> str:
        return record_attendance(
            tx,
            event_id,
            reach=reach(),
            participant_id=body.get("participant_id"),
            walk_in_name=body.get("walk_in", {}).get("name"),
            status=body["status"],
            recorded_at=body.get("recorded_at"),
            device=body.get("device"),
            opens_before=house().check_in_opens,
        )

    return edge().perform(act, _show)


@routes.route("/events/<event_id>/attendance")
@requires("host")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.AttendancePage)
def list_attendance(query: dict[str, Any], event_id: str) -> dict[str, Any]:
    """The roll; who is not on it was not recorded, which is not absence."""
    with edge().glance() as tx:
        return queries.roll(tx, event_id, reach(), opens_before=house().check_in_opens, **query)


@routes.route("/events/<event_id>/attendance/<attendance_id>", methods=["PUT"])
@requires("host")
@routes.arguments(schemas.Correction)
@routes.response(200, schemas.Attendance)
def put_attendance(body: dict[str, Any], event_id: str, attendance_id: str) -> dict[str, Any]:
    """Corrects an entry, with a reason."""
    with edge().transaction() as tx:
        queries.check_event(tx, event_id, reach())
        correct_attendance(tx, attendance_id, event_id=event_id, organisation=organisation(), **body)
        return _show(tx, attendance_id)


@routes.route("/events/<event_id>/attendance/<attendance_id>", methods=["DELETE"])
@requires("host")
@routes.arguments(schemas.Withdrawal)
@routes.response(200, schemas.Attendance)
def delete_attendance(body: dict[str, Any], event_id: str, attendance_id: str) -> dict[str, Any]:
    """Withdraws an entry, with a reason."""
    with edge().transaction() as tx:
        queries.check_event(tx, event_id, reach())
        withdraw_attendance(tx, attendance_id, event_id=event_id, organisation=organisation(), **body)
        return _show(tx, attendance_id)


@routes.route("/events/<event_id>/attendance/close", methods=["POST"])
@requires("host")
@routes.response(200, schemas.Roll)
def post_close(event_id: str) -> Shown:
    """Closes the roll once the event has begun: nobody else is recorded; entries can still be corrected."""

    def act(tx: Transaction) -> str:
        queries.check_event(tx, event_id, reach())
        close_roll(tx, event_id, organisation=organisation(), opens_before=house().check_in_opens)
        return event_id

    return edge().perform(act, queries.closed_roll, status=200)


@routes.route("/events/<event_id>/attendance/close", methods=["DELETE"])
@requires("host")
@routes.response(204)
def delete_close(event_id: str) -> None:
    """Opens a closed roll again."""
    with edge().transaction() as tx:
        queries.check_event(tx, event_id, reach())
        reopen_roll(tx, event_id, organisation=organisation())


def _show(tx: Transaction, attendance_id: str) -> dict[str, Any]:
    return queries.entry(tx, attendance_id, reach())
