"""Texts and mails as the sandbox's own JSON shows them."""

from typing import Any

from services.sandbox.mail import Mail
from services.sandbox.sms import Sms


def sms_item(sms: Sms) -> dict[str, Any]:
    return {
        "id": sms.id,
        "direction": sms.direction,
        "from": sms.sender,
        "to": sms.recipient,
        "body": sms.body,
        "at": sms.at.isoformat(),
        "status": sms.status,
        "segments": sms.segments,
        "error_code": sms.error_code,
    }


def mail_item(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "direction": mail.direction,
        "envelope_from": mail.envelope_from,
        "envelope_to": mail.envelope_to,
        "at": mail.at.isoformat(),
        "raw": mail.raw,
    }
