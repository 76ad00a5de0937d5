"""Remembers which request keys were used for what, so that a repeated request acts once."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Request, g
from sqlalchemy import Column, Index, Integer, String, Table, and_, bindparam, delete, insert, select, update

from shared.columns import Instant
from shared.database import Transaction
from shared.http.authentication import present_identity
from shared.machinery import METADATA
from shared.problems import Invalid
from shared.sql import Insert, insert_of

KEPT = timedelta(days=7)

KEYS = Table(
    "idempotency_keys",
    METADATA,
    Column("organisation", String(63), primary_key=True),
    Column("subject", String(120), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("resource_id", String(200)),
    Column("status", Integer),
    Column("created_at", Instant, nullable=False),
    Index("ix_idempotency_keys_created_at", "created_at"),
)

_THIS = and_(
    KEYS.c.organisation == bindparam("its_organisation"),
    KEYS.c.subject == bindparam("its_subject"),
    KEYS.c.key == bindparam("its_key"),
)
_EARLIER = select(KEYS.c.digest, KEYS.c.resource_id, KEYS.c.status).where(_THIS)
_FINISHED = update(KEYS).where(_THIS).values(resource_id=bindparam("made"), status=bindparam("answered"))

_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True)
class Key:
    """The key of one request: whose it is, and what was asked with it."""

    organisation: str
    subject: str
    key: str
    digest: str


@dataclass(frozen=True)
class Done:
    """What a key was used for."""

    resource_id: str
    status: int


def key_of(request: Request) -> Key | None:
    """The request's key, or None: not every POST carries one, and on public routes nobody owns it."""
    key, caller = request.headers.get("Idempotency-Key"), present_identity()
    if key is None or caller is None:
        return None
    if not _VISIBLE.fullmatch(key):
        raise Invalid("The key is not usable.", errors={"Idempotency-Key": ["1 to 255 visible ASCII characters."]})
    return Key(caller.organisation, caller.by, key, _digest(request))


def begin(tx: Transaction, key: Key) -> Done | None:
    """Takes the key for this transaction, or says what it was used for; a twin under way is waited for."""
    row = {"organisation": key.organisation, "subject": key.subject, "key": key.key, "digest": key.digest}
    if tx.execute(_taking(insert_of(tx)), row | {"created_at": tx.now}).first() is not None:
        return None
    earlier = tx.execute(_EARLIER, _names(key)).one()
    if earlier.digest != key.digest:
        raise Invalid("This Idempotency-Key was used for another request.")
    return Done(earlier.resource_id, earlier.status)


def finish(tx: Transaction, key: Key, done: Done) -> None:
    """Writes down what the key was used for, in the transaction that did it."""
    tx.execute(_FINISHED, _names(key) | {"made": done.resource_id, "answered": done.status})


def known(tx: Transaction, keys: Sequence[Key]) -> set[Key]:
    """Those of these keys that were used before, whatever for."""
    if not keys:
        return set()
    of = {name: [getattr(key, name) for key in keys] for name in ("organisation", "subject", "key")}
    where = [KEYS.c[name].in_(values) for name, values in of.items()]
    used = {tuple(row) for row in tx.execute(select(KEYS.c.organisation, KEYS.c.subject, KEYS.c.key).where(*where))}
    return {key for key in keys if (key.organisation, key.subject, key.key) in used}


def keep(tx: Transaction, used: Sequence[tuple[Key, Done]]) -> None:
    """Writes down what these keys, that were not known, were used for, in the transaction that did it."""
    rows = [vars(key) | vars(done) | {"created_at": tx.now} for key, done in used]
    if rows:
        tx.execute(insert(KEYS), rows)


def forget(tx: Transaction, now: datetime) -> int:
    """Removes keys after seven days; says how many."""
    gone = tx.execute(delete(KEYS).where(KEYS.c.created_at < now - KEPT).returning(KEYS.c.key))
    return len(gone.all())


@cache
def _taking(insert: Insert) -> Any:
    return insert(KEYS).on_conflict_do_nothing().returning(KEYS.c.key)


def _names(key: Key) -> dict[str, str]:
    return {"its_organisation": key.organisation, "its_subject": key.subject, "its_key": key.key}


def _digest(request: Request) -> str:
    body = g.get("json_body")
    canonical = (
        request.get_data(cache=True)
        if body is None
        else json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    )
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + canonical).hexdigest()
