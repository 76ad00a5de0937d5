"""A series' year at a glance: its dates announced, left out, held after all, and given their themes in one go."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.beginnings import with_themes
from services.web.forms.field_values import YEARS, day_in, number_in
from services.web.forms.form import Form
from services.web.forms.rhythm import dates_between, last_day_of, rhythm_of
from services.web.http.series import one_series
from services.web.http.typed import typed
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import check_id, everything, with_times
from services.web.views.themes import save_themes, themes_form
from services.web.views.year import coming_years, months_of
from shared.iso8601_duration import parse
from shared.local_time import to_local
from shared.problems import Invalid

routes = Blueprint("series_year", __name__, url_prefix="/series/<series_id>")

AT_ONCE = 60  # dates: what a series that ends has ahead at most
SAID = ("made", "changed", "skipped", "held", "published", "themes", "ended", "refused")
OF_DATE = ("date_changed", "date_moved", "date_published", "date_cancelled")
Shown = dict[str, Any]


@routes.get("")
@signed_in("reader")
def year_view(series_id: str) -> Response:
    """Twelve months with their dates; a month without any is seen to be empty."""
    series, network = one_series(series_id)
    today = _today(series)
    exceptions = everything(visitor().asks(pages().events), f"/api/events/v1/series/{series_id}/exceptions")
    years = coming_years(series, exceptions, today)
    year = number_in(request.args.get("year", ""), YEARS[0], YEARS[-1]) or (years or [today.year])[0]
    dates = dates_of(series_id, year)
    undo = day_in(request.args.get("day", ""))
    return show_page(
        "year.html",
        series=series,
        network=network,
        rhythm=rhythm_of(series["rrule"]),
        ends_on=last_day_of(series["rrule"]),
        year=year,
        other_years=[one for one in years if one != year],
        today=today,
        months=months_of(year, series, dates, exceptions, today),
        drafts=sum(event["status"] == "draft" and event["starts_at"] > pages().clock.now() for event in dates),
        said=_said(),
        undo=undo,
    )


@routes.get("/publish")
@signed_in("organiser")
def publish_asked(series_id: str) -> Response:
    """What is announced, and when the members are invited."""
    series, network = one_series(series_id)
    now = pages().clock.now()
    drafts = [event for event in dates_ahead(series_id, now) if event["status"] == "draft"]
    lead = parse(series["invite_before"])
    first = max(now, drafts[0]["starts_at"] - lead) if drafts else None
    return show_page(
        "series_publish.html", series=series, network=network, drafts=drafts, days=lead.days, first=first, now=now
    )


@routes.post("/publish")
@signed_in("organiser")
def published(series_id: str) -> Redirect:
    """Announces all dates ahead."""
    one_series(series_id)
    answer = visitor().asks(pages().events).post(f"/api/events/v1/series/{series_id}/publish", json={})
    return _back(series_id, "refused" if answer.status == 409 else _done(answer, "published"))


@routes.post("/skip")
@signed_in("organiser")
def skipped(series_id: str) -> Redirect:
    """Leaves out a date that nobody has heard of; an announced one is called off on a page of its own."""
    check_id(series_id)
    day = _day_asked()
    known = [event for event in dates_of(series_id, day.year) if event["series_date"] == day.isoformat()]
    if known and known[0]["status"] != "draft":
        return redirect(f"/events/{known[0]['id']}/cancel", 303)
    return _except(series_id, day, {"skip": True}, "skipped")


@routes.post("/hold")
@signed_in("organiser")
def held(series_id: str) -> Redirect:
    """Holds a date after all that was left out, at the time that the rule gives it."""
    day = _day_asked()
    series, _ = one_series(series_id)
    first = datetime.fromisoformat(series["starts_at"])
    found = dates_between(series["rrule"], first, series["timezone"], day, day)
    if not found:
        raise Invalid("The series has no such date.")
    return _except(series_id, day, {"starts_at": found[0].local.isoformat(timespec="minutes")}, "held")


@routes.get("/themes")
@signed_in("organiser")
def themes_asked(series_id: str) -> Response:
    """All dates ahead in one table to write their themes into."""
    series, network = one_series(series_id)
    dates = _open_dates(series_id)
    form = with_themes(themes_form(dates), request.args.get("beginning", ""), dates, network["languages"])
    return _themes_page(series, network, dates, form)


@routes.post("/themes")
@signed_in("organiser")
def themes_saved(series_id: str) -> Response | Redirect:
    """Saves what was changed, and nothing else."""
    series, network = one_series(series_id)
    dates = _open_dates(series_id)
    form = typed((), ("theme", "was", "revision"))
    form = save_themes(visitor().asks(pages().events), form, dates, network["languages"])
    if not form.is_good:
        return _themes_page(series, network, dates, form)
    return redirect(f"/series/{series_id}?said=themes", 303)


def dates_of(series_id: str, year: int) -> list[Shown]:
    """The dates of a series in a year, on the clocks of the place."""
    since, until = f"{year - 1}-12-31T00:00:00Z", f"{year + 1}-01-02T00:00:00Z"
    path = f"/api/events/v1/series/{series_id}/events?from={since}&to={until}"
    found = [with_times(item) for item in everything(visitor().asks(pages().events), path)]
    return [event for event in found if event["starts_at"].year == year]


def dates_ahead(series_id: str, now: datetime) -> list[Shown]:
    """The dates that have not begun, in the order of time."""
    path = f"/api/events/v1/series/{series_id}/events?from={now:%Y-%m-%dT%H:%M:%SZ}&limit={AT_ONCE}"
    items = visitor().asks(pages().events).get(path).raise_for_problem().json["items"]
    return [event for event in map(with_times, items) if event["starts_at"] > now]


def _themes_page(series: Shown, network: Shown, dates: list[Shown], form: Form) -> Response:
    return show_page("themes.html", status=form.status, series=series, network=network, dates=dates, form=form)


def _open_dates(series_id: str) -> list[Shown]:
    return [one for one in dates_ahead(series_id, pages().clock.now()) if one["status"] != "cancelled"]


def _except(series_id: str, day: date, what: Shown, said: str) -> Redirect:
    one_series(series_id)
    body = {"date": day.isoformat(), **what}
    answer = visitor().asks(pages().events).post(f"/api/events/v1/series/{series_id}/exceptions", json=body)
    if answer.status in (409, 422):
        return _back(series_id, "refused", day)
    return _back(series_id, _done(answer, said), day)


def _done(answer: Any, said: str) -> str:
    answer.raise_for_problem()
    return said


def _back(series_id: str, said: str, day: date | None = None) -> Redirect:
    where = f"&year={day.year}&day={day}" if day else ""
    return redirect(f"/series/{series_id}?said={said}{where}", 303)


def _day_asked() -> date:
    day = day_in(request.form.get("date", ""))
    if day is None:
        raise Invalid("Say which date.")
    return day


def _said() -> str | None:
    said = request.args.get("said")
    return said if said in (*SAID, *OF_DATE) else None


def _today(series: Shown) -> date:
    return to_local(pages().clock.now(), series["timezone"]).date()
