"""Sends texts, many calls at once."""

import random
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from services.notifications.channels.outcome import Outcome
from services.notifications.channels.sms import SmsProvider
from services.notifications.jobs.send import Rest, Sender
from services.notifications.notification import LANES
from services.notifications.operations.claim_window import Channel, Parcel
from services.notifications.operations.record_outcomes import SETTLING
from shared.clock import Clock
from shared.database import Database

LEASE = timedelta(seconds=30)
SLOWEST_CALL = timedelta(seconds=15)


class Crew:
    """Threads that call the provider; they start with the first call."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(max_workers=size, thread_name_prefix="notifications.sms")

    def spread(self, call: Callable[[Parcel], Outcome], parcels: Sequence[Parcel]) -> list[Outcome]:
        if len(parcels) == 1:
            return [call(parcels[0])]
        return list(self._pool.map(call, parcels))

    def close(self) -> None:
        self._pool.shutdown()


def sms_sender(
    database: Database,
    clock: Clock,
    chance: random.Random,
    channel: Channel,
    provider: SmsProvider,
    crew: Crew,
    *,
    window: int,
    rest: Rest,
    lanes: Collection[str] = LANES,
) -> Sender:
    """Sends over this provider; what it left unknown is looked up, never sent blindly again."""
    return Sender(
        database,
        clock,
        chance,
        channel,
        call=lambda parcel: provider.send(parcel.contact, str(parcel.content)),
        spread=crew.spread,
        window=window,
        least=crew.size,
        rest=rest,
        lanes=lanes,
        lease=LEASE,
        slowest_call=SLOWEST_CALL,
        settling=SETTLING,
    )
