"""Tokens of personal links: derived from the product's keys when they are written; a stored hash gives none back."""

import base64
import hashlib
import hmac

from shared.keys import Keys

_BYTES = 16  # 128 bits, 22 characters: short enough for an SMS, too many to guess
_PURPOSE = "links"
_OF_LETTERS = "sign-in links"


class UnknownKey(LookupError):
    """A link version names a key that the product no longer has: issue a new version."""


def new_version(keys: Keys, number: int) -> str:
    """The text of a link's version: which key makes its token, and a number that rises to revoke the one before."""
    return f"{keys.names[0]}.{number}"


def number_of(version: str) -> int:
    """The number in a link's version."""
    return int(version.rpartition(".")[2])


def link_token(keys: Keys, thing_id: str, version: str) -> str:
    """The 22 characters that open this thing at this version. Raises UnknownKey."""
    name = version.partition(".")[0]
    if name not in keys.names:
        raise UnknownKey(f"no key is called {name}")
    key = keys.derive(_PURPOSE)[keys.names.index(name)]
    return _token(key, f"{thing_id}|{version}")


def letter_token(keys: Keys, link_id: str) -> str:
    """The 22 characters that open a sign-in link or an invitation of a colleague, by the newest key."""
    return _token(keys.derive(_OF_LETTERS)[0], link_id)


def token_hash(token: str) -> str:
    """What is kept of a token: enough to recognise it, nothing to use."""
    return hashlib.sha256(token.encode()).hexdigest()


def _token(key: bytes, said: str) -> str:
    digest = hmac.digest(key, said.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode().rstrip("=")
