"""Sends the links that were asked for to those who organise with the address, and forgets the others."""

from sqlalchemy import Table, func, select

from services.web.account import Account
from services.web.letter import request_letter
from services.web.link import LIFETIME, Link
from services.web.operations.make_sign_in_link import newest_account
from shared import due_rows
from shared.database import Transaction

LINKS: Table = Link.__table__  # type: ignore[assignment]
MOST = 5  # letters to one address within the life of a link: nobody's mailbox is filled by a form
_AT_ONCE = 100


def send_asked_links(tx: Transaction) -> int:
    """How many were looked at. Who asks too often hears nothing of it: the form cannot tell who is known."""
    found = due_rows.select_due(tx, LINKS, limit=_AT_ONCE)
    for row in found:
        _answer(tx, tx.get_one(Link, row.id))
        tx.flush()
    return len(found)


def _answer(tx: Transaction, link: Link) -> None:
    account = newest_account(tx, link.email or "") if link.is_good(tx.now) else None
    if account is None or _sent_of_late(tx, account) >= MOST:
        tx.delete(link)
        return
    request_letter(tx, link, account, language=link.language or "en")
    link.organisation, link.account_id, link.email, link.due_at = account.organisation, account.id, None, None


def _sent_of_late(tx: Transaction, account: Account) -> int:
    of_hers = Link.account_id == account.id, Link.browser_hash.is_not(None)
    recent = Link.created_at > tx.now - LIFETIME
    return tx.scalar(select(func.count()).select_from(Link).where(*of_hers, recent)) or 0
