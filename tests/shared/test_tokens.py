"""Tokens say who someone is, and every bad one is refused alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import URLSafeSerializer

from shared.keys import Keys
from shared.problems import Unauthenticated
from shared.tokens import Identity, issue, verify

NOW = datetime(2027, 1, 12, 12, tzinfo=UTC)
KEYS = Keys(("the newest key of all", "the key before that"))
IDENTITY = Identity(
    organisation="demo", role="host", subject="usr_1", network="net_1", expires_at=NOW + timedelta(hours=1)
)


def test_a_token_says_what_was_issued() -> None:
    assert verify(KEYS, issue(KEYS, IDENTITY), NOW) == IDENTITY


def test_a_token_of_an_older_key_still_counts() -> None:
    assert verify(KEYS, issue(Keys(KEYS.secrets[1:]), IDENTITY), NOW) == IDENTITY


def test_the_newest_key_signs() -> None:
    assert verify(Keys(KEYS.secrets[:1]), issue(KEYS, IDENTITY), NOW) == IDENTITY


def test_a_role_that_does_not_exist_is_not_issued() -> None:
    with pytest.raises(ValueError, match="no role"):
        issue(KEYS, replace(IDENTITY, role="king"))


def bad_tokens() -> dict[str, str]:
    good = issue(KEYS, IDENTITY)
    signer = URLSafeSerializer(list(reversed(KEYS.derive("bearer tokens"))), salt="bearer")
    return {
        "empty": "",
        "no token": "abc",
        "tampered": good[:-2] + ("aa" if good[-2:] != "aa" else "bb"),
        "foreign key": issue(Keys(("somebody else's key",)), IDENTITY),
        "other digest": signer.dumps({"org": "demo"}),
        "expired": issue(KEYS, replace(IDENTITY, expires_at=NOW)),
        "too long": good + "a" * 5000,
        "not ascii": "eyé.é",
    }


@pytest.mark.parametrize("kind", bad_tokens())
def test_every_bad_token_is_refused_with_the_same_words(kind: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        verify(KEYS, bad_tokens()[kind], NOW)
    assert refusal.value.detail == "This token is not valid, or no longer."
