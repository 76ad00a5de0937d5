"""Checking people in at the door: one button per person, a slip taken back, and the roll closed in the end."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.http.asked import known_word
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.event_people import at_the_door, fingerprint
from services.web.views.events import ID, NOBODY, as_far_as, check_id, numbers_of, one_event
from shared.folding import fold
from shared.http.client import ApiClient, ApiProblem
from shared.problems import Invalid

routes = Blueprint("check_in", __name__, url_prefix="/c/<event_id>")

EXPECTED = ("confirmed", "offered", "waitlisted", "tentative")
STATUSES = ("present", "late", "left_early", "excused", "absent")
SAID = (*STATUSES, "withdrawn", "walk_in", "closed", "refused")
THERE = ("present", "late", "left_early")
SLIP, AT_THE_DOOR = "slip", "at the door"
Shown = dict[str, Any]
Pressed = tuple[str, str]  # what was recorded, and in whose row


@routes.get("")
@signed_in("host")
def page(event_id: str) -> Response:
    """Everyone who may come through the door, by name; before it opens, when that is and no button."""
    event = one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    name = request.args.get("name", "").strip()[:100]
    numbers = numbers_of(registrations, event_id)
    now, opens_at = pages().clock.now(), numbers["opens_at"]
    is_open = opens_at is not None and opens_at <= now and event["status"] != "cancelled"
    seen = fingerprint(numbers, is_open, f"{now:%H:%M}")  # the page says as of when it is
    if request.args.get("seen") == seen:
        return Response(status=204)
    people, more, others = _at_the_door(registrations, event_id, name) if numbers is not NOBODY else ([], False, [])
    said: Shown = {"said": known_word("said", SAID) or "", "who": request.args.get("who", "")[:64]}
    return show_page(
        "check_in.html",
        event=event,
        numbers=numbers,
        there=sum(one["people"] for one in numbers["attendance"] if one["status"] in THERE),
        now=now,
        is_open=is_open and numbers["closed_at"] is None,
        is_correctable=is_open,
        people=people,
        walk_ins=others,
        more_people=more,
        form=Form({"name": name, "walk_in": ""}),
        here=f"/c/{event_id}?{urlencode({'name': name, 'seen': seen} | said)}",
        statuses=STATUSES,
        **said,
    )


@routes.post("")
@signed_in("host")
def recorded(event_id: str) -> Redirect:
    """Records how one person came; the button says who, its name how."""
    check_id(event_id)
    registrations = visitor().asks(pages().registrations)
    path = f"/api/registrations/v1/events/{event_id}/attendance"
    try:
        said, who = _take_back(registrations, path) or _walk_in(registrations, path) or _record(registrations, path)
    except ApiProblem as problem:
        if problem.status not in (404, 409, 422):
            raise
        said, who = "refused", _pressed()
    return _back(event_id, said, who)


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


@routes.post("/reopen")
@signed_in("host")
def reopened(event_id: str) -> Redirect:
    """Opens a roll that was closed by mistake."""
    one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    if numbers_of(registrations, event_id)["closed_at"]:
        registrations.delete(f"/api/registrations/v1/events/{event_id}/attendance/close").raise_for_problem()
    return _back(event_id, "")


def _at_the_door(registrations: ApiClient, event_id: str, name: str) -> tuple[list[Shown], bool, list[Shown]]:
    """The people; whether there are more; and who came without being known."""
    everyone, more = at_the_door(registrations, event_id, name)
    people = [one for one in everyone if name or one["status"] in EXPECTED or one["attendance"]]
    roll, _ = as_far_as(registrations, f"/api/registrations/v1/events/{event_id}/attendance", 3)
    unknown = [entry for entry in roll if entry["participant_id"] is None]
    return people, more, [entry for entry in unknown if fold(name) in fold(entry["walk_in"]["name"] or "")]


def _take_back(registrations: ApiClient, path: str) -> Pressed | None:
    entry = request.form.get("slip", "")
    if not entry:
        return None
    check_id(entry)
    withdrawn = registrations.delete(f"{path}/{entry}", json={"reason": SLIP}).raise_for_problem().json
    return "withdrawn", _row_of(withdrawn)


def _walk_in(registrations: ApiClient, path: str) -> Pressed | None:
    if request.form.get("do", "") != "walk_in":
        return None
    name = request.form.get("walk_in", "").strip()
    body = {"walk_in": {"name": name or None}, **_as("present")}
    return "walk_in", _row_of(registrations.post(path, json=body).raise_for_problem().json)


def _record(registrations: ApiClient, path: str) -> Pressed:
    """By the name of the button: `late` holds whom it records so, `correct_late` which entry it corrects."""
    for status in STATUSES:
        if entry := request.form.get(f"correct_{status}", ""):
            check_id(entry)
            correction = {"status": status, "reason": AT_THE_DOOR}
            return status, _row_of(registrations.put(f"{path}/{entry}", json=correction).raise_for_problem().json)
        if participant := request.form.get(status, ""):
            check_id(participant)
            body = {"participant_id": participant, **_as(status)}
            return status, _row_of(registrations.post(path, json=body).raise_for_problem().json)
    raise Invalid("Say who is there.")


def _pressed() -> str:
    """Whose button it was."""
    return next((who for status in STATUSES if ID.fullmatch(who := request.form.get(status, ""))), "")


def _row_of(entry: Shown) -> str:
    return str(entry["participant_id"] or entry["id"])


def _as(status: str) -> Shown:
    return {"status": status, "device": "web"}  # no time of ours: pressed twice, the same form says the same


def _back(event_id: str, said: str, who: str = "") -> Redirect:
    """To the same place of the same list."""
    kept = {"said": said, "who": who, "name": request.form.get("name", "").strip()[:100]}
    query = urlencode({name: value for name, value in kept.items() if value})
    return redirect(f"/c/{event_id}?{query}#{f'row-{who}' if who and said != 'walk_in' else 'roll'}", 303)
