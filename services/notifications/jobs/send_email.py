"""Sends mail, one after the other on a kept connection."""

import random
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from itertools import pairwise

from services.notifications.channels.email import MailProvider
from services.notifications.channels.outcome import Outcome
from services.notifications.jobs.send import Sender
from services.notifications.notification import LANES
from services.notifications.operations.claim_window import Channel, Parcel
from shared.clock import Clock
from shared.database import Database

LEASE = timedelta(seconds=50)
SLOWEST_CALL = timedelta(seconds=30)


def mail_sender(
    database: Database,
    clock: Clock,
    chance: random.Random,
    channel: Channel,
    provider: MailProvider,
    *,
    window: int,
    lanes: Collection[str] = LANES,
) -> Sender:
    """Sends over this server; what it left unknown is sent once more, the same to the byte."""

    next_to: dict[str, str] = {}

    def in_turn(call: Callable[[Parcel], Outcome], parcels: Sequence[Parcel]) -> list[Outcome]:
        next_to.clear()
        next_to.update((one.row.id, after.contact) for one, after in pairwise(parcels))
        return [call(parcel) for parcel in parcels]

    def call(parcel: Parcel) -> Outcome:
        assert isinstance(parcel.content, bytes)
        return provider.send(parcel.contact, parcel.content, next_to.get(parcel.row.id))

    return Sender(
        database,
        clock,
        chance,
        channel,
        call=call,
        spread=in_turn,
        window=window,
        lanes=lanes,
        lease=LEASE,
        slowest_call=SLOWEST_CALL,
        settling=timedelta(0),
    )
