"""Invites somebody to organise: a link goes to her address, and whoever holds that mailbox comes in by it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from services.web.account import Account
from services.web.letter import request_letter
from services.web.link import COLLEAGUE, FOR_COLLEAGUES, Link
from services.web.operations.add_account import add_account
from services.web.scope import Scope
from shared.database import Transaction
from shared.keys import Keys
from shared.link_tokens import letter_token, token_hash
from shared.problems import Conflict, NotFound

PAUSE = timedelta(minutes=1)  # between letters to one colleague: a button pressed twice sends one


def invite_colleague(
    tx: Transaction, scope: Scope, *, language: str, keys: Keys, network_id: str | None = None, **who: Any
) -> Account:
    """Her account; the letter is in `language`, unless she is known to read another. Asked twice, one letter goes."""
    if scope.organisation is None or not scope.holds(network_id):
        raise NotFound
    account, is_new = add_account(tx, scope.organisation, network_id=network_id, language=language, **who)
    if not is_new and account.invited_at is None:
        raise Conflict("This address has this role here already.")
    send_invitation(tx, account, language=language, keys=keys)
    return account


def send_invitation(tx: Transaction, account: Account, *, language: str, keys: Keys) -> None:
    """A letter with a new link; those before it are no longer good."""
    if account.invited_at is not None and tx.now - account.invited_at < PAUSE:
        return
    tx.execute(delete(Link).where(Link.account_id == account.id, Link.kind == COLLEAGUE, Link.used_at.is_(None)))
    link_id = tx.new_id("lnk")
    link = Link(
        id=link_id,
        organisation=account.organisation,
        kind=COLLEAGUE,
        token_hash=token_hash(letter_token(keys, link_id)),
        account_id=account.id,
        expires_at=tx.now + FOR_COLLEAGUES,
        created_at=tx.now,
        created_by=tx.by,
    )
    tx.add(link)
    account.invited_at = tx.now
    request_letter(tx, link, account, language=language)


def invite_again(tx: Transaction, account: Account, *, language: str, keys: Keys) -> None:
    """Another letter to somebody who has not come yet."""
    if account.invited_at is None:
        raise Conflict("She is here already.")
    send_invitation(tx, account, language=language, keys=keys)
