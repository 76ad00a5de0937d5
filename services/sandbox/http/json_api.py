"""The sandbox as JSON, so that checks can play the participant."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import UnsupportedMediaType

from services.sandbox import queries
from services.sandbox.http.guards import Door
from services.sandbox.http.writing import Writing
from services.sandbox.operations.set_weather import set_weather
from services.sandbox.operations.write_mail import write_mail
from services.sandbox.phone_numbers import from_query
from services.sandbox.schemas import AskedWeather, MailQuery, SmsQuery, WrittenMail, WrittenSms, checked
from services.sandbox.views import mail_item, sms_item
from services.sandbox.weather import SHARES, shown
from shared.database import Database, Transaction
from shared.http.authentication import public
from shared.http.parsing import read_json, refuse_nul_in_address

Answer = tuple[Response, int]


def routes(database: Database, door: Door, writing: Writing) -> Blueprint:
    """`/sandbox/api/{sms,mail,weather}`: no token, but only who stands at the door."""
    api = Blueprint("sandbox_json", __name__, url_prefix="/sandbox/api")

    @api.before_request
    def guard() -> None:
        door.check()
        refuse_nul_in_address(request)

    @api.get("/sms")
    @public
    def list_sms() -> Response:
        asked = checked(SmsQuery, request.args.to_dict())
        asked |= {name: from_query(asked[name]) for name in ("to", "from") if asked[name]}
        with database.read() as tx:
            return jsonify(queries.texts_page(tx, asked, sms_item))

    @api.post("/sms")
    @public
    def write_sms() -> Answer:
        body = checked(WrittenSms, _body())
        return jsonify(sms_item(writing.write(body["from"], body["body"], to=body["to"]))), 201

    @api.get("/mail")
    @public
    def list_mail() -> Response:
        asked = checked(MailQuery, request.args.to_dict())
        with database.read() as tx:
            return jsonify(queries.mails_page(tx, asked, mail_item))

    @api.post("/mail")
    @public
    def receive_mail() -> Answer:
        body = checked(WrittenMail, _body())
        with database.transaction(by="system:mailbox", place="http") as tx:
            return jsonify(mail_item(write_mail(tx, sender=body["from"], raw=body["raw"]))), 201

    @api.get("/weather")
    @public
    def tell_weather() -> Response:
        with database.read() as tx:
            return jsonify(_weather(tx, writing))

    @api.put("/weather")
    @public
    def ask_weather() -> Response:
        asked = checked(AskedWeather, _body())
        with database.transaction(by="system:weather", place="http") as tx:
            set_weather(tx, asked)
            tx.flush()
            return jsonify(_weather(tx, writing))

    return api


def _weather(tx: Transaction, writing: Writing) -> dict[str, Any]:
    return {channel: shown(channel, queries.weather_on(tx, channel, writing.chance).asked) for channel in SHARES}


def _body() -> Any:
    # Only JSON: a form on some other site can send anything else without asking the browser's leave.
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
    return read_json(request.get_data())
