"""The provider takes a text of the product and owes it the status callbacks."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import insert

from services.sandbox.phone_numbers import is_phone, is_sender
from services.sandbox.queries import has_stopped
from services.sandbox.refusals import Refusal
from services.sandbox.segments import count_segments
from services.sandbox.sms import Direction, Sms, Status, sid_from
from services.sandbox.weather import Weather
from services.sandbox.webhook import WEBHOOKS, Kind
from shared.database import Transaction


@dataclass(frozen=True)
class Request:
    """What a client asks to have sent."""

    to: str
    sender: str
    body: str
    messaging_service_sid: str | None
    status_callback: str | None


def accept_sms(tx: Transaction, request: Request, *, weather: Weather) -> Sms:
    """Stores the text as queued and what will become of it as due rows. Raises Refusal and then keeps nothing."""
    _check(request)
    if weather.strikes("refuse"):
        raise Refusal(weather.figure("refuse_code"))
    if weather.strikes("carrier_stop") and has_stopped(tx, phone=request.to, line=request.sender):
        raise Refusal(21610)
    late = timedelta(seconds=weather.figure("late_seconds") if weather.strikes("accept_late") else 0)
    course = _course(weather)
    sms = Sms(
        id=sid_from(tx.new_id("sms")),
        direction=Direction.OUT,
        phone=request.to,
        line=request.sender,
        body=request.body,
        at=tx.now,
        changed_at=tx.now,
        status=Status.QUEUED,
        segments=count_segments(request.body),
        error_code=None if Status.DELIVERED in course else weather.figure("undelivered_code"),
        messaging_service_sid=request.messaging_service_sid,
        listed_at=tx.now + late,
    )
    tx.add(sms)
    tx.flush()
    if weather.strikes("status_shuffled"):
        weather.chance.shuffle(course)
    tx.execute(insert(WEBHOOKS), [_callback(sms, status, request.status_callback, weather) for status in course])
    return sms


def _check(request: Request) -> None:
    faults = {
        21604: not request.to,
        21602: not request.body,
        21603: not request.sender,
        21211: not is_phone(request.to),
        21212: not is_sender(request.sender),
        21617: len(request.body) > 1600,
        21609: bool(request.status_callback) and not _is_url(request.status_callback),
    }
    for code, faulty in faults.items():
        if faulty:
            raise Refusal(code)


def _is_url(text: str | None) -> bool:
    try:
        parts = urlsplit(text or "")
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _course(weather: Weather) -> list[Status]:
    if weather.strikes("failed"):
        return [Status.QUEUED, Status.FAILED]
    end = Status.UNDELIVERED if weather.strikes("undelivered") else Status.DELIVERED
    return [Status.QUEUED, Status.SENT, end]


def _callback(sms: Sms, status: Status, url: str | None, weather: Weather) -> dict[str, object]:
    heard = None if weather.strikes("webhook_dropped") else url or None
    return {
        "sms_number": sms.number,
        "kind": Kind.CALLBACK,
        "status": status,
        "url": heard,
        "due_at": sms.listed_at,
    }
