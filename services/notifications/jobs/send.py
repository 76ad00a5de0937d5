"""Hands what is due on one channel to its provider: claim, call, record, each on its own."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.operations.claim_window import Channel, Parcel, anything_due, claim_window
from services.notifications.operations.record_outcomes import ACCOUNT_REST, Result, record_outcomes
from shared import crash_points
from shared.clock import Clock
from shared.database import Database, is_in_the_way

_log = structlog.get_logger(__name__)

UNASKED = Outcome(Kind.UNASKED)


class Sender:
    """Sends windows of one channel. `call` hands over one parcel, `spread` runs it over many, maybe at once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        chance: random.Random,
        channel: Channel,
        *,
        call: Callable[[Parcel], Outcome],
        spread: Callable[[Callable[[Parcel], Outcome], Sequence[Parcel]], list[Outcome]],
        window: int,
        lease: timedelta,
        slowest_call: timedelta,
        settling: timedelta,
    ) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance
        self._channel = channel
        self._call = call
        self._spread = spread
        self._window = window
        self._lease = lease
        self._slowest_call = slowest_call
        self._settling = settling
        self._rests_until: datetime | None = None

    def run_once(self, now: datetime) -> int:
        """Sends one window; says how many notifications it looked at."""
        if self._rests_until is not None and now < self._rests_until:
            return 0
        with self._database.read() as tx:
            if not anything_due(tx, self._channel.name):
                return 0
        with self._database.transaction(by=f"system:{self._channel.name}") as tx:
            # beyond the lease, the provider needs time to list what it took
            lease = self._lease + self._settling
            claimed, parcels = claim_window(tx, self._channel, limit=self._window, lease=lease)
            last_call = tx.now + self._lease - self._slowest_call
        if parcels:
            crash_points.reach("send.after_claim")
            outcomes = self._spread(lambda parcel: self._in_time(parcel, last_call), parcels)
            crash_points.reach("send.after_accept")
            self._record(parcels, outcomes)
            crash_points.reach("send.after_record")
        return claimed

    def _in_time(self, parcel: Parcel, last_call: datetime) -> Outcome:
        """Calls only while nobody else can take the row over during the call, nor after the provider asked for rest."""
        now = self._clock.now()
        resting = self._rests_until is not None and now < self._rests_until
        if now > last_call or resting:
            return UNASKED
        try:
            outcome = self._call(parcel)
        except Exception as error:  # else none of the window is recorded, and all its mails are sent again and again
            _log.error("notification.unsent", notification=parcel.row.id, error=type(error).__name__, exc_info=True)
            return Outcome(Kind.UNKNOWN, code=type(error).__name__)
        rest = _rest_after(outcome)
        if rest:
            self._rests_until = now + rest
        return outcome

    def _record(self, parcels: Sequence[Parcel], outcomes: Sequence[Outcome]) -> None:
        results = [Result(parcel.row, outcome, parcel.again) for parcel, outcome in zip(parcels, outcomes, strict=True)]
        for tries_left in (2, 1, 0):  # a mail whose outcome is not recorded is sent again
            try:
                with self._database.transaction(by=f"system:{self._channel.name}") as tx:
                    record_outcomes(tx, self._channel.name, results, self._chance)
                return
            except DBAPIError as error:
                if not tries_left or not is_in_the_way(error):
                    raise


def _rest_after(outcome: Outcome) -> timedelta | None:
    if outcome.kind is Kind.ACCOUNT:
        return ACCOUNT_REST
    if outcome.kind is Kind.LATER and outcome.retry_after is not None:
        return timedelta(seconds=max(outcome.retry_after, 1))
    return None
