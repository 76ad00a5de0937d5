"""Bearer tokens: signed claims that each service verifies alone, with nothing but the product's keys."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from shared.keys import Keys
from shared.problems import Unauthenticated

RANKS = ("reader", "host", "organiser", "owner")  # each may do what those before it may
ROLES = (*RANKS, "partner", "participant", "operator")
EVERY_ORGANISATION = "*"  # the operator's

_LONGEST = 4096
_OPTIONAL = ("network", "partner", "invitation", "event")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who calls: a subject with one role in one organisation, until a given instant."""

    organisation: str
    role: str
    subject: str
    expires_at: datetime
    network: str | None = None
    partner: str | None = None
    invitation: str | None = None
    event: str | None = None

    @property
    def by(self) -> str:
        """As it is recorded beside each change: `organiser:usr_1`."""
        return f"{self.role}:{self.subject}"


def issue(keys: Keys, identity: Identity) -> str:
    """A token that says this identity, signed by the newest key."""
    if identity.role not in ROLES:
        raise ValueError(f"no role is called {identity.role}")
    claims: dict[str, Any] = {
        "org": identity.organisation,
        "role": identity.role,
        "sub": identity.subject,
        "exp": int(identity.expires_at.timestamp()),
    }
    claims.update({name: value for name in _OPTIONAL if (value := getattr(identity, name)) is not None})
    token: str = _serializer(keys).dumps(claims)
    return token


def verify(keys: Keys, token: str, now: datetime) -> Identity:
    """The identity a token says; every kind of bad token is refused with the same words."""
    identity = _signed(keys, token) if len(token) <= _LONGEST else None
    if identity is None or identity.expires_at <= now:
        raise Unauthenticated(_REFUSAL)
    return identity


@lru_cache(maxsize=1024)
def _signed(keys: Keys, token: str) -> Identity | None:
    """What the token says, if these keys signed it: remembered, since one caller shows hers again and again."""
    try:
        claims = _serializer(keys).loads(token)
        identity = Identity(
            organisation=claims["org"],
            role=claims["role"],
            subject=claims["sub"],
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            **{name: claims.get(name) for name in _OPTIONAL},
        )
    except (BadData, KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return identity if identity.role in ROLES else None


_REFUSAL = "This token is not valid, or no longer."


@lru_cache(maxsize=8)
def _serializer(keys: Keys) -> URLSafeSerializer:
    oldest_first = list(reversed(keys.derive("bearer tokens")))  # itsdangerous signs with the last
    return URLSafeSerializer(
        oldest_first, salt="bearer", signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"}
    )
