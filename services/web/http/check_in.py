"""Checking people in at the door: one button per person, a slip taken back, and the roll closed in the end."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.event_people import at_the_door, fingerprint
from services.web.views.events import NOBODY, as_far_as, check_id, numbers_of, one_event
from shared.http.client import ApiClient, ApiProblem
from shared.problems import Invalid

routes = Blueprint("check_in", __name__, url_prefix="/c/<event_id>")

EXPECTED = ("confirmed", "offered", "waitlisted", "tentative")
STATUSES = ("present", "late", "left_early", "excused", "absent")
SAID = (*STATUSES, "withdrawn", "walk_in", "closed", "refused")
SLIP, AT_THE_DOOR = "slip", "at the door"
Shown = dict[str, Any]


@routes.get("")
@signed_in("host")
def page(event_id: str) -> Response:
    """Everyone who may come through the door, who is in already last; before it opens, when that is and no button."""
    event = one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    name = request.args.get("name", "").strip()[:100]
    numbers = numbers_of(registrations, event_id)
    opens_at, said = numbers["opens_at"], request.args.get("said")
    is_open = opens_at is not None and opens_at <= pages().clock.now() and event["status"] != "cancelled"
    seen = fingerprint(numbers, is_open)
    if request.args.get("seen") == seen:
        return Response(status=204)
    people, more, others = _at_the_door(registrations, event_id, name) if numbers is not NOBODY else ([], False, [])
    return show_page(
        "check_in.html",
        event=event,
        numbers=numbers,
        there=sum(one["people"] for one in numbers["attendance"] if one["status"] in ("present", "late", "left_early")),
        is_open=is_open and numbers["closed_at"] is None,
        is_correctable=is_open,
        people=people,
        walk_ins=others,
        more=more,
        form=Form({"name": name, "walk_in": ""}),
        here=f"/c/{event_id}?{urlencode({'name': name, 'seen': seen})}",
        statuses=STATUSES,
        said=said if said in SAID else None,
    )


@routes.post("")
@signed_in("host")
def recorded(event_id: str) -> Redirect:
    """Records how one person came; the button says who, its name how."""
    check_id(event_id)
    registrations = visitor().asks(pages().registrations)
    path = f"/api/registrations/v1/events/{event_id}/attendance"
    try:
        said = _take_back(registrations, path) or _walk_in(registrations, path) or _record(registrations, path)
    except ApiProblem as problem:
        if problem.status not in (404, 409, 422):
            raise
        said = "refused"
    return _back(event_id, said)


@routes.get("/close")
@signed_in("host")
def close_asked(event_id: str) -> Response:
    """What closing the roll means, and how many are not on it."""
    event = one_event(visitor().asks(pages().events), event_id)
    numbers = numbers_of(visitor().asks(pages().registrations), event_id)
    return show_page("check_in_close.html", event=event, numbers=numbers)


@routes.post("/close")
@signed_in("host")
def closed(event_id: str) -> Redirect:
    """Closes the roll; closed twice is closed once."""
    one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    answer = registrations.post(f"/api/registrations/v1/events/{event_id}/attendance/close")
    if answer.status == 409:
        return _back(event_id, "closed" if numbers_of(registrations, event_id)["closed_at"] else "refused")
    answer.raise_for_problem()
    return _back(event_id, "closed")


def _at_the_door(registrations: ApiClient, event_id: str, name: str) -> tuple[list[Shown], bool, list[Shown]]:
    """The people, those in already last; whether there are more; and who came without being known."""
    everyone, more = at_the_door(registrations, event_id, name)
    people = [one for one in everyone if name or one["status"] in EXPECTED or one["attendance"]]
    roll, _ = as_far_as(registrations, f"/api/registrations/v1/events/{event_id}/attendance", 3)
    walk_ins = [entry for entry in roll if entry["participant_id"] is None]
    return sorted(people, key=lambda one: one["attendance"] is not None), more, walk_ins


def _take_back(registrations: ApiClient, path: str) -> str | None:
    entry = request.form.get("slip", "")
    if not entry:
        return None
    check_id(entry)
    registrations.delete(f"{path}/{entry}", json={"reason": SLIP}).raise_for_problem()
    return "withdrawn"


def _walk_in(registrations: ApiClient, path: str) -> str | None:
    if request.form.get("do", "") != "walk_in":
        return None
    name = request.form.get("walk_in", "").strip()
    body = {"walk_in": {"name": name or None}, **_as("present")}
    registrations.post(path, json=body).raise_for_problem()
    return "walk_in"


def _record(registrations: ApiClient, path: str) -> str:
    """By the name of the button: `late` holds whom it records so, `correct_late` which entry it corrects."""
    for status in STATUSES:
        if entry := request.form.get(f"correct_{status}", ""):
            check_id(entry)
            correction = {"status": status, "reason": AT_THE_DOOR}
            registrations.put(f"{path}/{entry}", json=correction).raise_for_problem()
            return status
        if participant := request.form.get(status, ""):
            check_id(participant)
            registrations.post(path, json={"participant_id": participant, **_as(status)}).raise_for_problem()
            return status
    raise Invalid("Say who is there.")


def _as(status: str) -> Shown:
    return {"status": status, "recorded_at": pages().clock.now().isoformat(), "device": "web"}


def _back(event_id: str, said: str) -> Redirect:
    name = request.form.get("name", "").strip()[:100]
    return redirect(f"/c/{event_id}?{urlencode({'said': said} | ({'name': name} if name else {}))}", 303)
