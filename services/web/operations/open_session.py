"""Opens a session: whichever way somebody shows who she is, signing in ends here."""

from datetime import datetime
from random import Random

from services.web.account import Account
from services.web.activity import SIGNED_IN
from services.web.browser import Browser
from services.web.link import new_token
from services.web.operations.end_sessions import end_session
from services.web.operations.note_activity import note_activity
from services.web.session import Session
from shared.database import Transaction
from shared.link_tokens import token_hash


def open_session(
    tx: Transaction, account: Account, *, chance: Random, browser: Browser, since: datetime | None = None
) -> str:
    """The token of a new session of this account; the one that this browser had until now is over.

    `since`: when she signed in, if that was earlier.
    """
    if browser.session is not None:
        end_session(tx, browser.session)
    account.invited_at = None
    token = new_token(chance)
    tx.add(
        Session(
            token_hash=token_hash(token),
            organisation=account.organisation,
            account_id=account.id,
            created_at=since or tx.now,
            created_by=tx.by,
            seen_at=tx.now,
            seen_with=browser.name,
        )
    )
    note_activity(tx, account, SIGNED_IN)
    return token
