"""Suppresses a contact because its owner asked an organiser to, and takes that back."""

from services.notifications.known_network import KnownNetwork
from services.notifications.operations.suppress import Reach, lift, suppress
from services.notifications.reply_queries import Sight, suppression_of
from services.notifications.suppression import ORGANISER, Suppression
from shared.database import Transaction
from shared.problems import Conflict, Forbidden, NotFound


def suppress_for_her(
    tx: Transaction, sight: Sight, *, channel: str, contact: str, network_id: str | None = None
) -> Suppression:
    """Suppresses for one network of the organisation, or for all of them."""
    if sight.network_id is not None and network_id is None:
        raise Forbidden("This token is for one network; name it in network_id.")
    if network_id is not None:
        network = tx.get(KnownNetwork, network_id)
        if network is None or network.organisation != sight.organisation or sight.network_id not in (None, network_id):
            raise NotFound
    reach = Reach(sight.organisation, network_id)
    row, _ = suppress(tx, channel=channel, contact=contact, reach=reach, reason=ORGANISER)
    return row


def lift_for_her(tx: Transaction, suppression_id: str, sight: Sight) -> None:
    """Lifts a suppression that an organiser set. Lifted before: nothing changes."""
    row = suppression_of(tx, suppression_id, sight)
    if row.reason != ORGANISER:
        raise Conflict("She stopped this herself, and only she lifts it: by the text START, or by her consent.")
    if row.lifted_at is None:
        lift(tx, row, reason=ORGANISER)
