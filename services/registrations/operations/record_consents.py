"""Records what a person agreed to, or no longer does: one row per purpose, partner, network and channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, WORDING
from shared.contracts.registrations import CONSENT_CHANGED
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.revision import next_revision


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One thing she agrees to or withdraws. Without network or channel it holds for all of them."""

    purpose: str
    given: bool = True
    partner_id: str | None = None
    network_id: str | None = None
    channel: str | None = None
    reference: str | None = None
    wording_version: str = WORDING
    since: datetime | None = None


def record_consents(
    tx: Transaction,
    participant_id: str,
    wishes: Iterable[Wish],
    *,
    organisation: str,
    language: str,
    source: str,
) -> int:
    """Records these wishes and tells of those that change anything; says how many. What is known newer stays."""
    sayings = []
    for wish in wishes:
        known = _known(tx, participant_id, wish)
        since = wish.since or tx.now
        if known and (known.since > since or (known.given, known.reference) == (wish.given, wish.reference)):
            continue
        row = {
            "given": wish.given,
            "since": since,
            "reference": wish.reference if wish.given else None,
            "wording_version": wish.wording_version,
            "language": language,
            "source": source,
            "by": tx.by,
            "revision": next_revision(known.revision if known else 0, tx.now),
        }
        consent_id = _write(tx, participant_id, organisation, wish, row, known)
        stands = {"id": consent_id, "participant_id": participant_id, **_scope(wish), **row}
        sayings.append(saying_of(organisation, stands))
    put_all(tx, CONSENT_CHANGED, sayings)
    return len(sayings)


def withdraw_all(tx: Transaction, participant_id: str, *, organisation: str, language: str, source: str) -> None:
    """Withdraws everything she agreed to; references of partners are dropped with it."""
    c = CONSENTS.c
    given = tx.execute(select(CONSENTS).where(c.participant_id == participant_id, c.given)).all()
    wishes = [
        Wish(
            purpose=row.purpose,
            given=False,
            partner_id=row.partner_id,
            network_id=row.network_id,
            channel=row.channel,
            wording_version=row.wording_version,
        )
        for row in given
    ]
    record_consents(tx, participant_id, wishes, organisation=organisation, language=language, source=source)


def _known(tx: Transaction, participant_id: str, wish: Wish) -> AnyRow | None:
    c = CONSENTS.c
    scope = [c[name] == value for name, value in _scope(wish).items()]
    return tx.execute(select(CONSENTS).where(c.participant_id == participant_id, *scope).with_for_update()).first()


def _scope(wish: Wish) -> dict[str, str]:
    return {
        "purpose": wish.purpose,
        "partner_id": wish.partner_id or "",
        "network_id": wish.network_id or "",
        "channel": wish.channel or "",
    }


def _write(
    tx: Transaction,
    participant_id: str,
    organisation: str,
    wish: Wish,
    row: dict[str, Any],
    known: AnyRow | None,
) -> str:
    if known:
        tx.execute(update(CONSENTS).where(CONSENTS.c.id == known.id).values(row))
        return str(known.id)
    consent_id = tx.new_id("con")
    whose = {"id": consent_id, "organisation": organisation, "participant_id": participant_id}
    tx.execute(insert(CONSENTS).values(whose | _scope(wish) | row))
    return consent_id


def saying_of(organisation: str, consent: Mapping[str, Any]) -> Saying:
    """What is told of a consent; a scope that is not given is no empty text there."""
    scope = {name: consent[name] or None for name in ("partner_id", "network_id", "channel")}
    rest = {name: consent[name] for name in ("id", "participant_id", "purpose", "reference", "given", "since")}
    return Saying(organisation, consent["id"], consent["revision"], scope | rest)
