"""Due rows of this service: inviting members, offers and graces that run out, and what is told of seats."""

from datetime import timedelta

from sqlalchemy import update

from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.operations.invite import invite_members
from services.registrations.operations.lapse import events_with_something_to_lapse, lapse
from services.registrations.seats import SEATS
from shared import due_rows
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Database
from shared.keys import Keys
from shared.outbox import Saying, put_all
from shared.worker import Step

_LEASE = timedelta(seconds=30)  # after a crash the members are invited within a minute


def jobs(database: Database, keys: Keys) -> tuple[Step, ...]:
    """The steps, in the order in which they take turns."""
    return (
        Step("lapse", lambda _now: lapse_due(database)),
        Step("tell_seats", lambda _now: tell_seats(database)),
        Step("invite", lambda _now: invite_due(database, keys)),
    )


def lapse_due(database: Database) -> int:
    """Ends offers and graces that have run out, event by event."""
    with database.read() as tx:
        events = events_with_something_to_lapse(tx)
    done = 0
    for event_id, organisation in events:
        with database.transaction(by="system:lapse", place="job") as tx:
            done += lapse(tx, event_id, organisation=organisation)
    return done


def tell_seats(database: Database) -> int:
    """Tells the latest state of events whose seats changed a moment ago: once, however often they did."""
    with database.read() as tx:
        if due_rows.oldest_due(tx, SEATS) is None:
            return 0
    with database.transaction(by="system:tell_seats", place="job") as tx:
        rows = due_rows.select_due(tx, SEATS, limit=200, order_by=[SEATS.c.event_id])
        names = ("event_id", "capacity", "allowed", "taken", "waiting")
        sayings = [
            Saying(row.organisation, row.event_id, row.revision, {name: row._mapping[name] for name in names})
            for row in rows
        ]
        put_all(tx, SEATS_CHANGED, sayings)
        tx.execute(update(SEATS).where(SEATS.c.event_id.in_([row.event_id for row in rows])).values(due_at=None))
    return len(rows)


def invite_due(database: Database, keys: Keys) -> int:
    """Invites the members of one event whose time has come; if that fails, it is tried again after the lease."""
    with database.read() as tx:
        if due_rows.oldest_due(tx, KNOWN_EVENTS) is None:
            return 0
    with database.transaction(by="system:invite", place="job") as tx:
        rows = due_rows.claim(tx, KNOWN_EVENTS, limit=1, lease=_LEASE)
    for row in rows:
        with database.transaction(by="system:invite", place="job") as tx:
            invite_members(tx, row.id, organisation=row.organisation, keys=keys)
    return len(rows)
