"""Changes, from a participant's own page, in which language and on which channels she is written to."""

from collections.abc import Sequence

from services.registrations.mine import whose
from services.registrations.operations.change_participant import change_participant
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.keys import Keys


def change_my_language(tx: Transaction, invitation_id: str, language: str, *, organisation: str, keys: Keys) -> None:
    """She is written to in this language from now on."""
    _, person = whose(tx, invitation_id, organisation)
    change_participant(tx, person.id, {"language": language}, reach=Reach(organisation), keys=keys)


def change_my_channels(
    tx: Transaction, invitation_id: str, channels: Sequence[str], *, organisation: str, keys: Keys
) -> None:
    """She is written to on these channels from now on; each needs a contact that is known."""
    _, person = whose(tx, invitation_id, organisation)
    change_participant(tx, person.id, {"channels": list(channels)}, reach=Reach(organisation), keys=keys)
