"""Asks `notifications` to write to an organiser: the one place from which her address leaves this service."""

from services.web.account import Account
from services.web.link import Link
from services.web.organisation import Organisation
from shared.contracts.web import LETTER_REQUESTED
from shared.database import Transaction
from shared.outbox import put
from shared.revision import next_revision


def request_letter(tx: Transaction, link: Link, account: Account, *, language: str) -> None:
    """Says that this link is to be sent to the account's address; its token is derived where the mail is written."""
    letter_id = tx.new_id("ltr")
    data = {
        "id": letter_id,
        "kind": link.kind,
        "channel": "email",
        "contact": account.email,
        "name": account.name,
        "language": account.language or language,
        "organisation_name": tx.get_one(Organisation, account.organisation).name,
        "link_id": link.id,
        "expires_at": link.expires_at,
    }
    revision = next_revision(0, tx.now)
    put(tx, LETTER_REQUESTED, organisation=account.organisation, subject=link.id, revision=revision, data=data)
