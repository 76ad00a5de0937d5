"""Keeps the copy of a network, and sends or holds as its organiser says."""

from datetime import timedelta
from typing import cast

from sqlalchemy import Table

from services.notifications.gates import SENDING_HELD
from services.notifications.known_network import KnownNetwork
from services.notifications.operations.expect_told import let_go
from services.notifications.operations.release_held import hold_back, release_held
from shared.contracts.events import NETWORK_CHANGED
from shared.database import Transaction
from shared.message import Message
from shared.sql import follow


def follow_network(tx: Transaction, message: Message, undo: timedelta = timedelta(0)) -> None:
    """Takes the network's state unless a newer one is known; what is let go waits so long, and may be held again."""
    state = NETWORK_CHANGED.dump(message.data)
    row = {
        "id": state["id"],
        "organisation": message.organisation,
        "revision": message.revision,
        "sending": state["sending"],
        "state": state,
    }
    if not follow(tx, cast(Table, KnownNetwork.__table__), row):
        return
    network = tx.get_one(KnownNetwork, state["id"], populate_existing=True)
    if network.on:
        let_go(tx, network)
        release_held(tx, network, SENDING_HELD, undo=undo)
    else:
        hold_back(tx, network)
