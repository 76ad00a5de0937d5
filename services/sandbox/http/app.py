"""The sandbox's Flask application."""

from random import Random

from flask import Flask, Response
from prometheus_client import CollectorRegistry

from services.sandbox.account import Account
from services.sandbox.http import json_api, mail_pages, phone_pages, twilio_api
from services.sandbox.http.guards import Door
from services.sandbox.http.held import Held
from services.sandbox.http.writing import Writing
from services.sandbox.weather import WeatherReport
from shared.database import Database
from shared.http import problem_documents
from shared.http.health import health_routes

LARGEST = 12_000_000  # bytes of one request


def make_app(
    database: Database, account: Account, chance: Random, *, inbound_url: str, door: Door, held: Held
) -> Flask:
    """All routes: `/2010-04-01/…` asks for the account's token, `/sandbox/…` lets in who stands at the door."""
    app = Flask("services.sandbox", template_folder="templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    problem_documents.register(app)
    app.register_blueprint(twilio_api.routes(database, account, chance, held))
    writing = Writing(database, account.line, inbound_url, chance)
    app.register_blueprint(json_api.routes(database, door, writing))
    app.register_blueprint(phone_pages.routes(database, door, writing))
    app.register_blueprint(mail_pages.routes(database, door))
    app.register_blueprint(health_routes(lambda: _ready(database), CollectorRegistry()))
    app.after_request(_harden)
    return app


def _ready(database: Database) -> dict[str, str]:
    with database.read() as tx:
        tx.get(WeatherReport, "sms")
    return {}


def _harden(response: Response) -> Response:
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
