"""The end of a series: the last day is chosen, what goes and who is told is seen, and one press does it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.field_values import day_in
from services.web.forms.form import Form
from services.web.http.series import one_series
from services.web.http.series_year import dates_ahead
from services.web.http.typed import revision_in, typed
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import numbers_of
from services.web.views.previews import of_change
from shared.http.client import ApiProblem
from shared.local_time import to_local

routes = Blueprint("series_end", __name__, url_prefix="/series/<series_id>/end")

FIELDS = ("last_day", "revision")
Shown = dict[str, Any]


@routes.get("")
@signed_in("organiser")
def asked(series_id: str) -> Response:
    """Which day is to be the last; once that is chosen, what goes and who is told."""
    series, network = one_series(series_id)
    last_day = request.args.get("last_day", "")
    return _page(series, network, Form({"last_day": last_day, "revision": str(series["revision"])}))


@routes.post("")
@signed_in("organiser")
def ended(series_id: str) -> Response | Redirect:
    """Ends it, unless somebody else changed it since its dates were shown."""
    series, network = one_series(series_id)
    form = typed(FIELDS)
    last_day = day_in(form.value("last_day"))
    if last_day is None:
        return _page(series, network, form.with_faults(["last_day"]))
    try:
        events, body = visitor().asks(pages().events), {"last_day": last_day.isoformat()}
        events.post(f"/api/events/v1/series/{series_id}/end", json=body, headers=revision_in(form)).raise_for_problem()
    except ApiProblem as problem:
        return _page(series, network, form.refused_by(problem))
    return redirect(f"/series/{series_id}?said=ended&year={last_day.year}", 303)


def _page(series: Shown, network: Shown, form: Form) -> Response:
    ahead = [one for one in dates_ahead(series["id"], pages().clock.now()) if one["status"] != "cancelled"]
    last_day = day_in(form.value("last_day"))
    return show_page(
        "series_end.html",
        status=form.status,
        series=series,
        network=network,
        form=form,
        ahead=ahead,
        yesterday=to_local(pages().clock.now(), series["timezone"]).date() - timedelta(days=1),
        last_day=last_day,
        going=[one | _told(one) for one in ahead if last_day and one["starts_at"].date() > last_day],
    )


def _told(event: Shown) -> Shown:
    """How many would be told, and whom to call; nobody is asked about what invites later."""
    if not event["invite_at"] or event["invite_at"] > pages().clock.now():
        return {"invited": 0, "told": None}
    registrations, notifications = visitor().asks(pages().registrations), visitor().asks(pages().notifications)
    told = of_change(notifications, registrations, event, "event_cancelled")
    return {"invited": numbers_of(registrations, event["id"])["invited"], "told": told}
