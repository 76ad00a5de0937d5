"""Link tokens: derived alike by whoever has the keys, and useless without."""

import pytest

from shared.keys import Keys
from shared.link_tokens import UnknownKey, letter_token, link_token, new_version, number_of, token_hash

KEYS = Keys(("the-first-secret-of-tests",))
ROTATED = Keys(("a-newer-secret-of-tests", "the-first-secret-of-tests"))


def test_a_token_is_22_characters_that_an_address_can_hold() -> None:
    token = link_token(KEYS, "inv_1", new_version(KEYS, 1))
    assert len(token) == 22
    assert token.replace("-", "").replace("_", "").isalnum()


def test_the_same_thing_and_version_give_the_same_token_and_any_other_gives_another() -> None:
    first, second = new_version(KEYS, 1), new_version(KEYS, 2)
    tokens = {link_token(KEYS, thing, version) for thing in ("inv_1", "inv_2") for version in (first, second)}
    assert len(tokens) == 4
    assert link_token(KEYS, "inv_1", first) in tokens


def test_a_version_names_its_key_so_that_a_link_outlives_a_change_of_keys() -> None:
    version = new_version(KEYS, 3)
    assert link_token(ROTATED, "inv_1", version) == link_token(KEYS, "inv_1", version)
    assert new_version(ROTATED, 3) != version
    assert number_of(version) == 3


def test_a_link_of_a_key_that_is_gone_cannot_be_written() -> None:
    with pytest.raises(UnknownKey):
        link_token(KEYS, "inv_1", new_version(ROTATED, 1))


def test_what_is_kept_of_a_token_does_not_hold_it() -> None:
    token = link_token(KEYS, "inv_1", new_version(KEYS, 1))
    assert token not in token_hash(token)
    assert token_hash(token) == token_hash(token)


def test_a_letter_has_a_token_of_its_own_by_the_newest_key() -> None:
    token = letter_token(KEYS, "lnk_1")
    assert len(token) == 22
    others = {letter_token(KEYS, "lnk_2"), letter_token(ROTATED, "lnk_1"), link_token(KEYS, "lnk_1", KEYS.names[0])}
    assert token not in others
    assert letter_token(KEYS, "lnk_1") == token
