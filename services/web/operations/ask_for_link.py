"""Takes down that somebody asked for a link to sign in, and looks nothing up: who asks learns nothing by it."""

from services.web.account import comparable
from services.web.link import LIFETIME, SIGN_IN, Link
from shared.database import Transaction
from shared.keys import Keys
from shared.link_tokens import letter_token, token_hash
from shared.tokens import EVERY_ORGANISATION


def ask_for_link(tx: Transaction, email: str, *, asked: str, language: str, keys: Keys) -> None:
    """A link for whoever organises with this address, good in the browser that holds the secret `asked` alone."""
    link_id = tx.new_id("lnk")
    tx.add(
        Link(
            id=link_id,
            organisation=EVERY_ORGANISATION,
            kind=SIGN_IN,
            token_hash=token_hash(letter_token(keys, link_id)),
            email=comparable(email),
            browser_hash=token_hash(asked),
            language=language,
            due_at=tx.now,
            expires_at=tx.now + LIFETIME,
            created_at=tx.now,
            created_by=tx.by,
        )
    )
