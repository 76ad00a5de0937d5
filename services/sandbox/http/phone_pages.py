"""The phone: choose a number, read what the product wrote, answer."""

from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from services.sandbox import queries
from services.sandbox.http.guards import Door
from services.sandbox.http.writing import Writing
from services.sandbox.links import pieces
from services.sandbox.phone_numbers import from_query, is_phone
from services.sandbox.schemas import WrittenSms, checked
from shared.database import Database
from shared.http.authentication import public
from shared.http.parsing import refuse_nul_in_address

_SHOWN = 200
_STATIC = Path(__file__).parents[1] / "static"


def routes(database: Database, door: Door, writing: Writing) -> Blueprint:
    """`/sandbox/phone` and the style sheet of all pages."""
    pages = Blueprint("phone", __name__, url_prefix="/sandbox")

    @pages.before_request
    def guard() -> None:
        door.check()
        refuse_nul_in_address(request)

    @pages.get("/")
    @public
    def start() -> AnyResponse:
        return redirect(url_for("phone.show"), 303)

    @pages.get("/phone")
    @public
    def show() -> str:
        asked = from_query(request.args.get("number", ""))
        number = asked if is_phone(asked) else ""
        with database.read() as tx:
            return render_template(
                "sandbox/phone.html",
                number=number,
                wrong=asked if asked and not number else "",
                texts=queries.conversation(tx, number, limit=_SHOWN) if number else [],
                phones=queries.phones(tx, limit=_SHOWN),
                pieces=pieces,
            )

    @pages.post("/phone")
    @public
    def answer() -> AnyResponse:
        given = {"from": from_query(request.form.get("number", "")), "body": _typed(request.form.get("body", ""))}
        body = checked(WrittenSms, given)
        writing.write(body["from"], body["body"])
        return redirect(url_for("phone.show", number=body["from"], _anchor="last"), 303)

    @pages.get("/static/<path:name>")
    @public
    def static(name: str) -> Response:
        return send_from_directory(_STATIC, name, max_age=3600)

    return pages


def _typed(text: str) -> str:
    # Browsers send line ends as CRLF; a phone does not.
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
