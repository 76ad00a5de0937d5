"""Says who a partner is and in which networks it may be told of attendance; people are asked by that."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from services.partners.grant import ATTENDANCE, Grant
from services.partners.partner import Partner
from services.partners.turn import take_turn
from shared.contracts.partners import PARTNER_CHANGED
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.republish import Kind, risen
from shared.revision import next_revision


def say_partner(tx: Transaction, partner: Partner) -> None:
    """Tells how it stands now, at its next revision; the turn is taken."""
    partner.revision = next_revision(partner.revision, tx.now)
    tx.flush()
    _say(tx, [partner])


def say_partners(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Partners after this id, also those removed."""
    take_turn(tx)
    ids = tx.scalars(select(Partner.id).where(Partner.id > after).order_by(Partner.id).limit(limit)).all()
    tx.execute(update(Partner).where(Partner.id.in_(ids)).values(revision=risen(Partner.revision, tx)))
    partners = select(Partner).where(Partner.id.in_(ids)).order_by(Partner.id)
    _say(tx, tx.scalars(partners.execution_options(populate_existing=True)), again=True)
    return ids


def _say(tx: Transaction, partners: Iterable[Partner], *, again: bool = False) -> None:
    put_all(tx, PARTNER_CHANGED, [_saying_of(tx, partner) for partner in partners], again=again)


def _saying_of(tx: Transaction, partner: Partner) -> Saying:
    live = (Grant.partner_id == partner.id, Grant.purpose == ATTENDANCE, Grant.ended_at.is_(None))
    networks = tx.scalars(select(Grant.network_id).where(*live).order_by(Grant.network_id)).all()
    data = {"id": partner.id, "name": partner.name, "network_ids": networks, "removed": partner.removed_at is not None}
    return Saying(partner.organisation, partner.id, partner.revision, data)


KINDS = (Kind("partners", say_partners),)
