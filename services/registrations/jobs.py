"""Due rows of this service: inviting members, offers and graces that run out, seats told of, what is forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import update

from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.operations.forget_old import forget_old
from services.registrations.operations.invite import invite_some
from services.registrations.operations.lapse import events_with_something_to_lapse, lapse
from services.registrations.seats import SEATS
from shared import due_rows
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Database
from shared.keys import Keys
from shared.outbox import Saying, put_all
from shared.periodic import every
from shared.worker import Step

AT_ONCE = 900  # people invited in one transaction
_FORGETTING = timedelta(hours=6)
_LEASE = timedelta(seconds=30)  # after a crash the members are invited within a minute


def jobs(database: Database, keys: Keys) -> tuple[Step, ...]:
    """The steps, in the order in which they take turns."""
    return (
        Step("lapse", lambda _now: lapse_due(database), ("registrations",)),
        Step("tell_seats", lambda _now: tell_seats(database), (SEATS.name,)),
        Step("invite", Inviting(database, keys).run_once, (KNOWN_EVENTS.name,)),
        every(_FORGETTING, "forget", lambda _now: forget(database), database),
    )


def forget(database: Database) -> int:
    """Forgets what was kept for a while only."""
    with database.transaction(by="system:forget", place="job") as tx:
        forget_old(tx)
    return 0


def lapse_due(database: Database) -> int:
    """Ends offers and graces that have run out, event by event."""
    with database.glance() as tx:
        events = events_with_something_to_lapse(tx)
    done = 0
    for event_id, organisation in events:
        with database.transaction(by="system:lapse", place="job") as tx:
            done += lapse(tx, event_id, organisation=organisation)
    return done


def tell_seats(database: Database) -> int:
    """Tells the latest state of events whose seats changed a moment ago: once, however often they did."""
    with database.glance() as tx:
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


class Inviting:
    """Invites the members of one event whose time has come, some in each turn; fails it, it is tried after the lease.

    Between the turns what was said of it goes out, and so does what others wait for. How far it came is only remembered
    here, to find the next faster: who has an invitation is never issued another.
    """

    def __init__(self, database: Database, keys: Keys, *, most: int = AT_ONCE) -> None:
        self._database = database
        self._keys = keys
        self._most = most
        self._came_to: dict[str, str] = {}

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """One turn; says of how many events."""
        with self._database.glance() as tx:
            if due_rows.oldest_due(tx, KNOWN_EVENTS) is None:
                return 0
        with self._database.transaction(by="system:invite", place="job") as tx:
            rows = due_rows.claim(tx, KNOWN_EVENTS, limit=1, lease=_LEASE)
        for row in rows:
            after = self._came_to.pop(row.id, "")
            with self._database.transaction(by="system:invite", place="job") as tx:
                done = invite_some(
                    tx, row.id, organisation=row.organisation, keys=self._keys, after=after, most=self._most
                )
            if done.after is not None:
                self._came_to[row.id] = done.after
        return len(rows)
