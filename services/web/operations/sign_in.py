"""Signs an organiser in, once per link."""

from random import Random

from sqlalchemy import select

from services.web.account import Account, is_there
from services.web.browser import Browser
from services.web.link import COLLEAGUE, SIGN_IN
from services.web.operations.open_session import open_session
from services.web.operations.use_link import LinkIsGone, good_link, use_link
from services.web.organisation import Organisation
from shared.database import Transaction
from shared.problems import NotFound

LETS_IN = (SIGN_IN, COLLEAGUE)


def accounts_of(tx: Transaction, token: str, *, asked: str | None = None) -> list[Account]:
    """The accounts that this link may sign in to: the one it was made for first, then others of the same address."""
    link = good_link(tx, token, kinds=LETS_IN, asked=asked)
    account = tx.get(Account, link.account_id) if link.account_id else None
    if account is None or account.removed_at is not None:
        raise LinkIsGone
    same = same_address(tx, account)
    return sorted(same, key=lambda other: other.id != account.id)


def same_address(tx: Transaction, account: Account) -> list[Account]:
    """All accounts of this account's address, by organisation."""
    query = select(Account).where(Account.email == account.email, is_there())
    return list(tx.scalars(query.order_by(Account.organisation, Account.id)))


def names_of(tx: Transaction, accounts: list[Account]) -> dict[str, str]:
    """How people read the names of the organisations of these accounts, by slug."""
    slugs = {account.organisation for account in accounts}
    found = tx.scalars(select(Organisation).where(Organisation.organisation.in_(slugs)))
    return {organisation.slug: organisation.name for organisation in found}


def sign_in(tx: Transaction, token: str, *, chance: Random, browser: Browser, account_id: str | None = None) -> str:
    """Uses the link up and returns the token of a new session; unset, the account is the link's own."""
    accounts = {account.id: account for account in accounts_of(tx, token, asked=browser.asked)}
    chosen = next(iter(accounts.values())) if account_id is None else accounts.get(account_id)
    if chosen is None:
        raise NotFound
    use_link(tx, token, kinds=LETS_IN, asked=browser.asked)
    return open_session(tx, chosen, chance=chance, browser=browser)
