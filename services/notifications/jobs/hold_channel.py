"""Keeps back what a channel may not send by its settings, and lets it go once they allow it."""

from datetime import datetime

from sqlalchemy import Select, select, update

from services.notifications.gates import SENDING_HELD
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import HELD, QUEUED, Notification
from services.notifications.operations.release_held import release_held
from services.notifications.settings import CHANNEL_OFF, NO_PUBLIC_ADDRESS
from shared.database import Database, Transaction
from shared.worker import Step

REASONS = (CHANNEL_OFF, NO_PUBLIC_ADDRESS)
AT_ONCE = 1000


def hold_channel(database: Database, channel: str, reason: str) -> Step:
    """Holds what is due on a channel that is off."""

    def run_once(now: datetime) -> int:  # noqa: ARG001 - the transaction tells the time
        with database.read() as tx:
            ids = tx.scalars(_due(channel, tx.now).limit(AT_ONCE)).all()
        if not ids:
            return 0
        with database.transaction(by=f"system:{channel}") as tx:
            rows = update(Notification).where(Notification.id.in_(ids), Notification.state == QUEUED)
            tx.execute(rows.values(state=HELD, due_at=None, lease=None, reason=reason))
        return len(ids)

    return Step(f"{channel}.hold", run_once, (Notification.__tablename__,))


def release_channel(database: Database, channel: str) -> Step:
    """Once, at the start: queues what was held while the channel was off."""
    left = [True]

    def run_once(now: datetime) -> int:  # noqa: ARG001 - the transaction tells the time
        if not left:
            return 0
        with database.transaction(by=f"system:{channel}") as tx:
            for network in tx.scalars(_networks(channel)).all():
                _release(tx, network, channel)
        left.clear()
        return 0

    return Step(f"{channel}.release", run_once)


def _release(tx: Transaction, network: KnownNetwork, channel: str) -> None:
    if network.on:
        release_held(tx, network, *REASONS, channels=(channel,))
        return
    rows = update(Notification).where(
        Notification.network_id == network.id,
        Notification.state == HELD,
        Notification.channel == channel,
        Notification.reason.in_(REASONS),
    )
    tx.execute(rows.values(reason=SENDING_HELD))


def _due(channel: str, now: datetime) -> Select[str]:
    return select(Notification.id).where(
        Notification.channel == channel, Notification.state == QUEUED, Notification.due_at <= now
    )


def _networks(channel: str) -> Select[KnownNetwork]:
    held = select(Notification.network_id).where(
        Notification.channel == channel, Notification.state == HELD, Notification.reason.in_(REASONS)
    )
    return select(KnownNetwork).where(KnownNetwork.id.in_(held))
