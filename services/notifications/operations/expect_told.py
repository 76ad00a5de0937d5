"""After a restore people may have been told what this database does not remember."""

from datetime import datetime, timedelta

from sqlalchemy import update

from services.notifications.known_network import KnownNetwork
from services.notifications.operations.settle_letter import forget_texts
from shared.database import Transaction

AFTERWARDS = timedelta(hours=1)  # in which replies of the lost time are fetched, and answered anew


def expect_told(tx: Transaction, since: datetime) -> None:
    """From now on a text is looked up at the provider, back to this instant, before it is sent; a test is not sent."""
    forget_texts(tx)
    tx.execute(update(KnownNetwork).values(restored_to=since, let_go_at=None))


def let_go(tx: Transaction, network: KnownNetwork) -> None:
    """A person has looked and lets the network send."""
    if network.restored_to is not None and network.let_go_at is None:
        network.let_go_at = tx.now


def may_be_told(network: KnownNetwork, owed_since: datetime, now: datetime) -> bool:
    """Whether a notification that is owed since then may be one that this database has forgotten."""
    return network.restored_to is not None and owed_since <= (network.let_go_at or now) + AFTERWARDS
