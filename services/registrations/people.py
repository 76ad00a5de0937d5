"""Finds participants within a caller's reach, and tells the others of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, exists, select

from services.registrations.base import AnyRow
from services.registrations.membership import MEMBERSHIPS
from services.registrations.participant import PARTICIPANTS
from services.registrations.reach import Reach
from shared.contracts.registrations import PARTICIPANT_CHANGED
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.problems import Invalid, NotFound

CONTACTS = {"sms": "phone", "email": "email"}  # what each channel needs

# of a protected person lists show only what she is called
NAME = case((PARTICIPANTS.c.protected, PARTICIPANTS.c.call_name), else_=PARTICIPANTS.c.name).label("name")

_TOLD = ("id", "name", "call_name", "phone", "email", "language", "channels", "protected", "discreet")


def within(reach: Reach) -> list[Any]:
    """SQL: participants a caller may see; one limited to a network sees its members."""
    p, m = PARTICIPANTS.c, MEMBERSHIPS.c
    conditions: list[Any] = [p.organisation == reach.organisation, p.erased_at.is_(None)]
    if reach.network:
        member = (m.participant_id == p.id, m.network_id == reach.network, m.ended_at.is_(None))
        conditions.append(exists().where(*member))
    return conditions


def find(tx: Transaction, participant_id: str, reach: Reach, *, lock: bool = False) -> AnyRow:
    """The participant; 404 if there is none, she is not within reach, or she was erased."""
    query = select(PARTICIPANTS).where(PARTICIPANTS.c.id == participant_id, *within(reach))
    row = tx.execute(query.with_for_update(of=PARTICIPANTS) if lock else query).first()
    if row is None:
        raise NotFound
    return row


def belongs_elsewhere(tx: Transaction, participant_id: str, network_id: str | None) -> bool:
    """Whether she is a member of any network but this one."""
    m = MEMBERSHIPS.c
    live = (m.participant_id == participant_id, m.network_id != network_id, m.ended_at.is_(None))
    return bool(tx.scalar(select(exists().where(*live))))


def check_channels(values: dict[str, Any]) -> None:
    """A chosen channel needs its contact."""
    missing = [channel for channel in values["channels"] if not values[CONTACTS[channel]]]
    if missing:
        errors = {CONTACTS[channel]: [f"Needed, as {channel} is one of the channels."] for channel in missing}
        raise Invalid("A chosen channel has no contact.", errors=errors)


def say_changed(tx: Transaction, organisation: str, values: dict[str, Any]) -> None:
    """Tells `notifications` how she is called and reached: the only message with a name or a contact."""
    put_all(tx, PARTICIPANT_CHANGED, [saying_of(organisation, values)])


def saying_of(organisation: str, values: Mapping[str, Any]) -> Saying:
    """What is told of her."""
    return Saying(organisation, values["id"], values["revision"], {name: values[name] for name in _TOLD})
