"""Reads that answer GET routes, and whose session a cookie is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.web.account import Account
from services.web.checked_language import WRITTEN_BY_US, CheckedLanguage
from services.web.link import Link
from services.web.organisation import Organisation
from services.web.session import STEP, Session
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


def account(tx: Transaction, account_id: str, *, organisation: str | None) -> Shown:
    """One account, of this organisation if one is named."""
    query = select(Account).where(Account.id == account_id)
    found = tx.scalar(query if organisation is None else query.where(Account.organisation == organisation))
    if found is None:
        raise NotFound
    return _account(found)


def accounts(tx: Transaction, *, organisation: str | None, **paging: Any) -> Shown:
    """The accounts of this organisation, or of all if none is named."""
    query = select(Account)
    if organisation is not None:
        query = query.where(Account.organisation == organisation)
    return page(tx, query, Account.id, show=_account, **paging)


def link(tx: Transaction, link_id: str) -> Shown:
    """A link without its token, which is shown only once."""
    return {"id": link_id, "expires_at": tx.get_one(Link, link_id).expires_at}


def live_session(tx: Transaction, token: str) -> tuple[Session, Account, Organisation] | None:
    """The session of this cookie with its account, unless it is over."""
    query = select(Session, Account, Organisation).where(
        Session.token_hash == token_hash(token),
        Account.id == Session.account_id,
        Account.organisation == Session.organisation,
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
    return {name: getattr(found, name) for name in ("id", "organisation", "email", "name", "role", "created_at")}
