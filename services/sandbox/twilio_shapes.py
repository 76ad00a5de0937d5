"""Texts as Twilio shows them: the JSON of its API and the forms of its webhooks."""

from datetime import UTC, datetime
from email.utils import format_datetime

from services.sandbox.sms import Direction, Sms, Status

API_VERSION = "2010-04-01"


def uri(account_sid: str, path: str) -> str:
    """An address below an account, as Twilio writes it: without the host."""
    return f"/{API_VERSION}/Accounts/{account_sid}/{path}"


def message(sms: Sms, account_sid: str) -> dict[str, object]:
    """One Message resource."""
    waiting = sms.status == Status.QUEUED
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": sms.body,
        "date_created": _rfc2822(sms.at),
        "date_sent": None if waiting else _rfc2822(sms.at),
        "date_updated": _rfc2822(sms.changed_at),
        "direction": "inbound" if sms.direction == Direction.IN else "outbound-api",
        "error_code": _error_of(sms),
        "error_message": None,
        "from": sms.sender,
        "messaging_service_sid": sms.messaging_service_sid,
        "num_media": "0",
        "num_segments": str(sms.segments),
        "price": None,
        "price_unit": "USD",
        "sid": sms.id,
        "status": sms.status,
        "subresource_uris": {"media": uri(account_sid, f"Messages/{sms.id}/Media.json")},
        "to": sms.recipient,
        "uri": uri(account_sid, f"Messages/{sms.id}.json"),
    }


def inbound_form(sms: Sms, account_sid: str) -> dict[str, str]:
    """The fields of the webhook that brings a person's text."""
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "Body": sms.body,
        "From": sms.sender,
        "MessageSid": sms.id,
        "NumMedia": "0",
        "NumSegments": str(sms.segments),
        "SmsMessageSid": sms.id,
        "SmsSid": sms.id,
        "SmsStatus": Status.RECEIVED,
        "To": sms.recipient,
    }


def callback_form(sms: Sms, status: str, account_sid: str) -> dict[str, str]:
    """The fields of a status callback about a text of the product."""
    form = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": sms.sender,
        "MessageSid": sms.id,
        "MessageStatus": status,
        "SmsSid": sms.id,
        "SmsStatus": status,
        "To": sms.recipient,
    }
    if sms.messaging_service_sid:
        form["MessagingServiceSid"] = sms.messaging_service_sid
    if status in _ENDS_BADLY and sms.error_code:
        form["ErrorCode"] = str(sms.error_code)
    return form


_ENDS_BADLY = (Status.FAILED, Status.UNDELIVERED)


def _error_of(sms: Sms) -> int | None:
    return sms.error_code if sms.status in _ENDS_BADLY else None


def _rfc2822(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0))
