"""Twilio's Messages API, as far as its client needs it: create, list, fetch, delete."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import Authorization

from services.sandbox import queries
from services.sandbox.account import Account
from services.sandbox.http.held import Held
from services.sandbox.operations.accept_sms import Request, accept_sms
from services.sandbox.operations.remove_sms import remove_sms
from services.sandbox.refusals import Refusal
from services.sandbox.twilio_shapes import message, uri
from shared.database import Database
from shared.http.authentication import public

_BROKEN = "<html><head><title>503 Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>"
_HUNG = "<html><head><title>504 Gateway Timeout</title></head><body><h1>Gateway Timeout</h1></body></html>"


def routes(database: Database, account: Account, chance: Random, held: Held) -> Blueprint:
    """The API below `/2010-04-01/Accounts/<sid>`; every request needs the account's sid and token."""
    api = Blueprint("twilio", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")

    @api.before_request
    def authenticate() -> None:
        given = _credentials()
        if given is None or given.type != "basic" or not account.admits(given.username, given.password):
            raise Refusal(20003)
        if request.view_args and request.view_args.pop("account_sid", None) != account.sid:
            raise Refusal(20404)

    @api.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        response = jsonify(refusal.document())
        response.status_code = refusal.status
        if refusal.retry_after is not None:
            response.headers["Retry-After"] = str(refusal.retry_after)
        if refusal.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return response

    @api.post("/Messages.json")
    @public
    def create() -> Response:
        with database.read() as tx:
            weather = queries.weather_on(tx, "sms", chance)
        if weather.strikes("server_error"):
            return Response(_BROKEN, 503, mimetype="text/html")
        if weather.strikes("too_many"):
            raise Refusal(20429, retry_after=weather.figure("retry_after"))
        if weather.strikes("time_out_before_accepting"):
            held.wait(weather.figure("hold_seconds"))
            return Response(_HUNG, 504, mimetype="text/html")
        with database.transaction(by="system:twilio") as tx:
            sms = accept_sms(tx, _asked(account), weather=weather)
            shown = message(sms, account.sid)
        if weather.strikes("time_out_after_accepting"):
            held.wait(weather.figure("hold_seconds"))
        return _json(shown, 201)

    @api.get("/Messages.json")
    @public
    def list_messages() -> Response:
        size = max(1, min(_number("PageSize", 50), 1000))
        token = request.args.get("PageToken", "")
        before = int(token[2:]) if token[:2] == "PA" and token[2:].isdecimal() else None
        with database.read() as tx:
            found = queries.provider_texts(tx, _filter(), before=before, limit=size + 1)
        return _json(_page(found[:size], size, account, more=len(found) > size))

    @api.get("/Messages/<sid>.json")
    @public
    def fetch(sid: str) -> Response:
        with database.read() as tx:
            return _json(message(queries.provider_sms(tx, sid), account.sid))

    @api.delete("/Messages/<sid>.json")
    @public
    def remove(sid: str) -> Response:
        with database.transaction(by="system:twilio") as tx:
            remove_sms(tx, sid)
        return Response(status=204)

    return api


def _credentials() -> Authorization | None:
    try:
        return request.authorization
    except ValueError:  # werkzeug decodes them, and lets what is not ASCII through
        return None


def _asked(account: Account) -> Request:
    form = request.form
    service = form.get("MessagingServiceSid") or None
    return Request(
        to=form.get("To", "").strip(),
        sender=form.get("From", "").strip() or (account.line if service else ""),
        body=form.get("Body", "").replace("\x00", ""),
        messaging_service_sid=service,
        status_callback=form.get("StatusCallback") or None,
    )


def _filter() -> queries.ProviderFilter:
    # `DateSent>=…` in an address line is the name `DateSent>` with a value.
    since, until = _instant("DateSent>"), _instant("DateSent<")
    on = _instant("DateSent")
    if on is not None:
        whole_day = len(request.args["DateSent"]) == len("2027-01-12")
        since, until = on, on + (timedelta(days=1) if whole_day else timedelta(seconds=1))
    return queries.ProviderFilter(to=request.args.get("To"), sender=request.args.get("From"), since=since, until=until)


def _page(found: Any, size: int, account: Account, *, more: bool) -> dict[str, object]:
    number = _number("Page", 0)
    here = uri(account.sid, "Messages.json")
    asked = {name: value for name, value in request.args.items() if name not in ("Page", "PageToken", "PageSize")}
    following = {**asked, "PageSize": size, "Page": number + 1, "PageToken": f"PA{found[-1].number}"} if more else None
    return {
        "messages": [message(sms, account.sid) for sms in found],
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(found) - 1, 0),
        "uri": f"{here}?{urlencode(request.args)}",
        "first_page_uri": f"{here}?{urlencode({**asked, 'PageSize': size, 'Page': 0})}",
        "next_page_uri": f"{here}?{urlencode(following)}" if following else None,
        "previous_page_uri": None,
    }


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else default


def _instant(name: str) -> datetime | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(20001) from None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant


def _json(shown: object, status: int = 200) -> Response:
    response = jsonify(shown)
    response.status_code = status
    return response
