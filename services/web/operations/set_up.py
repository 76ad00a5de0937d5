"""Makes the first organisation of an empty product and signs its owner in."""

from random import Random

from sqlalchemy import select

from services.web.account import Account
from services.web.browser import Browser
from services.web.link import SET_UP
from services.web.operations.create_organisation import create_organisation
from services.web.operations.open_session import open_session
from services.web.operations.use_link import LinkIsGone, use_link
from services.web.organisation import Organisation
from shared.database import Transaction


def set_up(
    tx: Transaction,
    token: str,
    *,
    slug: str,
    name: str,
    owner_email: str,
    owner_name: str,
    chance: Random,
    browser: Browser,
) -> str:
    """Uses the link up and returns the token of the owner's session."""
    use_link(tx, token, kinds=(SET_UP,))
    if tx.scalar(select(Organisation.organisation).limit(1)) is not None:
        raise LinkIsGone
    create_organisation(tx, slug, name=name, owner_email=owner_email, owner_name=owner_name)
    owner = tx.scalars(select(Account).where(Account.organisation == slug)).one()
    return open_session(tx, owner, chance=chance, browser=browser)
