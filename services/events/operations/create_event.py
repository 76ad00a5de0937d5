"""Makes a single event."""

from collections.abc import Mapping
from typing import Any

from services.events.event import Event, Status
from services.events.reach import Reach
from services.events.taking import take_network
from services.events.timing import at_instants
from services.events.uid import mint_uid
from shared.database import Transaction


def create_event(tx: Transaction, *, reach: Reach, values: Mapping[str, Any]) -> Event:
    """Makes a draft: nobody hears of it before it is published."""
    network = take_network(tx, values["network_id"], reach)
    zone = values.get("timezone") or network.timezone
    timing = at_instants(values["starts_at"], values["ends_at"], zone)
    timing.check(tx.now)
    event_id = tx.new_id("evt")
    plain = {name: value for name, value in values.items() if name not in ("starts_at", "ends_at", "timezone")}
    event = Event(
        id=event_id,
        organisation=network.organisation,
        uid=mint_uid(event_id),
        status=Status.DRAFT,
        sequence=0,
        **plain,
    )
    event.take_timing(timing)
    event.touch(tx)
    tx.add(event)
    tx.flush()
    return event
