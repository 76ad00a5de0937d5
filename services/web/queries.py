"""Reads that answer GET routes, and whose session a cookie is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.web.account import Account, is_there
from services.web.activity import Activity
from services.web.checked_language import WRITTEN_BY_US, CheckedLanguage
from services.web.link import Link
from services.web.organisation import Organisation
from services.web.scope import Scope
from services.web.session import ABSOLUTE, IDLE, STEP, Session
from shared.database import Transaction
from shared.http.paging import page
from shared.link_tokens import token_hash
from shared.problems import NotFound

Shown = dict[str, Any]


def organisation(tx: Transaction, slug: str) -> Shown:
    """One organisation."""
    found = tx.get(Organisation, slug)
    if found is None:
        raise NotFound
    return _organisation(found)


def organisations(tx: Transaction, **paging: Any) -> Shown:
    """All organisations, by slug."""
    return page(tx, select(Organisation), Organisation.organisation, show=_organisation, **paging)


def account(tx: Transaction, account_id: str, scope: Scope) -> Shown:
    """One of these accounts."""
    return _account(scope.account(tx, account_id))


def accounts(tx: Transaction, scope: Scope, **paging: Any) -> Shown:
    """These accounts, in the order in which they were made."""
    return page(tx, scope.accounts(), Account.id, show=_account, **paging)


def activities(tx: Transaction, scope: Scope, *, before: int | None, limit: int) -> tuple[list[Shown], int | None]:
    """What was done there, newest first, with who did it by name; and before which the list goes on."""
    query = scope.activities().order_by(Activity.position.desc()).limit(limit + 1)
    rows = list(tx.scalars(query if before is None else query.where(Activity.position < before)))
    names = _names(tx, {row.account_id for row in rows} | {row.subjects.get("account_id", "") for row in rows})
    shown = [
        {
            "at": row.created_at,
            "by": names.get(row.account_id),
            "role": row.created_by.partition(":")[0],
            "action": row.action,
            "outcome": row.outcome,
            "subjects": row.subjects,
            "colleague": names.get(row.subjects.get("account_id", "")),
        }
        for row in rows[:limit]
    ]
    return shown, rows[limit - 1].position if len(rows) > limit else None


def sessions(tx: Transaction, account: Account) -> list[tuple[Session, Organisation]]:
    """Where this person is signed in, in whichever organisation; seen last first."""
    query = select(Session, Organisation).where(
        Account.email == account.email,
        Session.account_id == Account.id,
        Organisation.organisation == Session.organisation,
        Session.seen_at > tx.now - IDLE,
        Session.created_at > tx.now - ABSOLUTE,
    )
    return [(row[0], row[1]) for row in tx.execute(query.order_by(Session.seen_at.desc(), Session.token_hash))]


def _names(tx: Transaction, ids: set[str]) -> dict[str, str]:
    return {row.id: row.name for row in tx.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))}


def link(tx: Transaction, link_id: str) -> Shown:
    """A link without its token, which is shown only once."""
    return {"id": link_id, "expires_at": tx.get_one(Link, link_id).expires_at}


def live_session(tx: Transaction, token: str) -> tuple[Session, Account, Organisation] | None:
    """The session of this cookie with its account, unless it is over."""
    query = select(Session, Account, Organisation).where(
        Session.token_hash == token_hash(token),
        Account.id == Session.account_id,
        Account.organisation == Session.organisation,
        is_there(),
        Organisation.organisation == Session.organisation,
    )
    found = tx.execute(query).one_or_none()
    if found is None or not found[0].is_live(tx.now):
        return None
    session, account, organisation = found
    return session, account, organisation


def needs_seeing(session: Session, now: datetime) -> bool:
    """Whether it is time to write down again that the session is in use."""
    return now - session.seen_at >= STEP


def checked_languages(tx: Transaction, organisation: str) -> dict[str, Shown]:
    """By language, who has read its texts and when; without those that need no reading."""
    query = select(CheckedLanguage).where(CheckedLanguage.organisation == organisation)
    return {row.language: {"by": row.checked_by, "at": row.created_at} for row in tx.scalars(query)}


def unchecked(tx: Transaction, organisation: str, languages: Iterable[str]) -> set[str]:
    """Which of these languages nobody who speaks them has read yet."""
    return set(languages) - WRITTEN_BY_US - set(checked_languages(tx, organisation))


def _organisation(found: Organisation) -> Shown:
    return {"slug": found.slug, "name": found.name, "created_at": found.created_at}


def _account(found: Account) -> Shown:
    return {name: getattr(found, name) for name in _OF_ACCOUNT}


_OF_ACCOUNT = ("id", "organisation", "email", "name", "role", "network_id", "language", "invited_at", "created_at")
