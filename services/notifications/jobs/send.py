"""Hands what is due on one channel to its provider: claim, call, record, each on its own."""

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.notification import LANES
from services.notifications.operations.claim_window import Channel, Parcel, anything_due, claim_window
from services.notifications.operations.record_outcomes import ACCOUNT_REST, Result, record_outcomes
from shared import crash_points
from shared.clock import Clock
from shared.database import Database, is_in_the_way

_log = structlog.get_logger(__name__)

MOMENT = timedelta(milliseconds=300)
UNASKED = Outcome(Kind.UNASKED)


@dataclass
class Rest:
    """Until when the provider wants to be left alone: all that send to it know."""

    until: datetime | None = None

    def lasts(self, now: datetime) -> bool:
        return self.until is not None and now < self.until


class Sender:
    """Sends windows of one channel. `call` hands over one parcel, `spread` runs it over many, maybe at once.

    A window has at most `window` notifications, and as many as are sent in a moment, but `least`.
    """

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
        least: int = 8,
        rest: Rest | None = None,
        lanes: Collection[str] = LANES,
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
        self._least = min(least, window)
        self._lease = lease
        self._slowest_call = slowest_call
        self._settling = settling
        self._rest = rest or Rest()
        self._lanes = lanes
        self._limit = window

    def run_once(self, now: datetime) -> int:
        """Sends one window; says how many notifications it looked at."""
        if self._rest.lasts(now):
            return 0
        with self._database.glance() as tx:
            if not anything_due(tx, self._channel.name, self._lanes):
                return 0
        with self._database.transaction(by=f"system:{self._channel.name}") as tx:
            # beyond the lease, the provider needs time to list what it took
            lease = self._lease + self._settling
            claimed, parcels = claim_window(tx, self._channel, limit=self._limit, lease=lease, lanes=self._lanes)
            last_call = tx.now + self._lease - self._slowest_call
        if parcels:
            crash_points.reach("send.after_claim")
            began = self._clock.now()
            outcomes = self._spread(lambda parcel: self._in_time(parcel, last_call), parcels)
            took = self._clock.now() - began
            crash_points.reach("send.after_accept")
            self._record(parcels, outcomes)
            crash_points.reach("send.after_record")
            if len(parcels) >= self._limit:
                # the provider's time alone: our own grows as windows shrink
                most = fitting(len(parcels), took, self._window)
                self._limit = max(min(most, 2 * self._limit), self._least)
        return claimed

    def _in_time(self, parcel: Parcel, last_call: datetime) -> Outcome:
        """Calls only while nobody else can take the row over during the call, nor after the provider asked for rest."""
        now = self._clock.now()
        resting = self._rest.lasts(now)
        if now > last_call or resting:
            return UNASKED
        try:
            outcome = self._call(parcel)
        except Exception as error:  # else none of the window is recorded, and all its mails are sent again and again
            _log.error("notification.unsent", notification=parcel.row.id, error=type(error).__name__, exc_info=True)
            return Outcome(Kind.UNKNOWN, code=type(error).__name__)
        rest = _rest_after(outcome)
        if rest:
            self._rest.until = now + rest
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


def fitting(handed_over: int, took: timedelta, window: int) -> int:
    """How many are handed over in a moment, so that something urgent never waits long for those claimed before it."""
    return min(window, handed_over * MOMENT // took) if took > timedelta(0) else window


def _rest_after(outcome: Outcome) -> timedelta | None:
    if outcome.kind is Kind.ACCOUNT:
        return ACCOUNT_REST
    if outcome.kind is Kind.LATER and outcome.retry_after is not None:
        return timedelta(seconds=max(outcome.retry_after, 1))
    return None
