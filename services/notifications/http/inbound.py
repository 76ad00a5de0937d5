"""Twilio's webhooks: what people write, and what became of what we wrote. Only Twilio's signature opens them."""

import re

from flask import Response, request
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import RequestEntityTooLarge

from services.notifications.notification import SMS
from services.notifications.operations.receive_reply import receive_reply
from services.notifications.operations.record_receipt import record_receipt
from shared.http.authentication import public
from shared.http.blueprint import Blueprint
from shared.http.edge import edge
from shared.problems import Forbidden, Invalid

LARGEST_FORM = 64_000
LONGEST_ID = 80
LIKE_OURS = re.compile(r"\+[0-9]{6,15}")

_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def inbound_routes(*, auth_token: str, public_url: str) -> Blueprint:
    """The webhooks of the account with this token, signed over the address by which Twilio reaches us."""
    routes = Blueprint("twilio", __name__, description="Twilio's signed webhooks")
    validator = RequestValidator(auth_token) if auth_token else None

    @routes.route("/twilio/inbound", methods=["POST"])
    @public
    @routes.response(200, content_type="text/xml")
    def inbound() -> Response:
        """A person's text."""
        _check_signature(validator, public_url)
        form = request.form
        with edge().transaction() as tx:
            receive_reply(
                tx,
                channel=SMS,
                provider_id=_provider_id(),
                from_=form.get("From", ""),
                to=form.get("To", ""),
                body=form.get("Body", ""),
                told_at=tx.now,
            )
        return Response(_NOTHING_TO_SAY, mimetype="text/xml")

    @routes.route("/twilio/status", methods=["POST"])
    @public
    @routes.response(204)
    def status() -> Response:
        """What became of a text."""
        _check_signature(validator, public_url)
        form = request.form
        with edge().transaction() as tx:
            code = form.get("ErrorCode", "")[:20] or None
            record_receipt(tx, _provider_id(), form.get("MessageStatus", ""), code, contact=_texted())
        return Response(status=204)

    return routes


def _check_signature(validator: RequestValidator | None, public_url: str) -> None:
    """403 unless Twilio signed exactly this form for the address it was given."""
    if (request.content_length or 0) > LARGEST_FORM:
        raise RequestEntityTooLarge
    given = request.headers.get("X-Twilio-Signature")
    query = request.query_string.decode("ascii", "replace")
    # not request.url: behind a proxy that is another address than the one that was signed
    address = f"{public_url.rstrip('/')}{request.path}{'?' if query else ''}{query}"
    if validator is None or given is None or not validator.validate(address, request.form, given):
        raise Forbidden("The signature does not fit this request.")


def _provider_id() -> str:
    found = request.form.get("MessageSid") or request.form.get("SmsSid", "")
    if not 1 <= len(found) <= LONGEST_ID or not found.isascii() or not found.isprintable():
        raise Invalid("MessageSid is missing or too long.")
    return found


def _texted() -> str | None:
    """The number that the text went to, if it is one as we write them."""
    found = request.form.get("To", "")
    return found if LIKE_OURS.fullmatch(found) else None
