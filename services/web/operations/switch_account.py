"""Goes on in another role of the same person, without a new link."""

from random import Random

from services.web.account import Account
from services.web.browser import Browser
from services.web.operations.open_session import open_session
from services.web.operations.sign_in import same_address
from services.web.session import Session
from shared.database import Transaction
from shared.link_tokens import token_hash
from shared.problems import NotFound


def switch_account(tx: Transaction, present: Account, to: str, *, chance: Random, browser: Browser) -> str:
    """The token of a session of the account `to`, of the same address; it ends when the present one would have."""
    chosen = next((account for account in same_address(tx, present) if account.id == to), None)
    session = tx.get(Session, token_hash(browser.session or ""))
    if chosen is None or session is None:
        raise NotFound
    return open_session(tx, chosen, chance=chance, browser=browser, since=session.created_at)
