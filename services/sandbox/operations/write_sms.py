"""A person writes a text to the product."""

from sqlalchemy import insert

from services.sandbox.queries import last_line_to
from services.sandbox.segments import count_segments
from services.sandbox.sms import Direction, Sms, Status, sid_from
from services.sandbox.weather import Weather
from services.sandbox.webhook import WEBHOOKS, Kind
from shared.database import Transaction


def write_sms(
    tx: Transaction, *, phone: str, body: str, line: str | None, default_line: str, url: str, weather: Weather
) -> Sms:
    """Stores her text and owes the product its webhook; without a line it goes to the one that last wrote to her."""
    sms = Sms(
        id=sid_from(tx.new_id("sms")),
        direction=Direction.IN,
        phone=phone,
        line=line or last_line_to(tx, phone) or default_line,
        body=body,
        at=tx.now,
        changed_at=tx.now,
        status=Status.RECEIVED,
        segments=count_segments(body),
        listed_at=tx.now,
    )
    tx.add(sms)
    tx.flush()
    if not weather.strikes("webhook_dropped"):
        row = {"sms_number": sms.number, "kind": Kind.INBOUND, "url": url, "due_at": tx.now}
        tx.execute(insert(WEBHOOKS).values(row))
    return sms
