"""Keys are kept for their owner alone, and can be changed under way."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.keys import Keys
from shared.link_tokens import UnknownKey, link_token, new_version, number_of, token_hash
from shared.problems import Unauthenticated
from shared.tokens import Identity, issue, verify

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)
OLD, NEW = "the older of two keys", "the newer of two keys"
WHO = Identity(organisation="demo", role="organiser", subject="usr_1", expires_at=NOW + timedelta(hours=1))


def test_a_made_key_is_long_and_kept(tmp_path: Path) -> None:
    first, again = Keys.kept_in(tmp_path / "key"), Keys.kept_in(tmp_path / "key")
    assert first == again
    assert len(first.secrets[0]) >= 43
    assert Keys.kept_in(tmp_path / "another") != first


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_only_the_owner_can_read_a_made_key(tmp_path: Path) -> None:
    Keys.kept_in(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_first_start_that_was_cut_short_does_not_prevent_the_next(tmp_path: Path) -> None:
    (tmp_path / "key").touch(mode=0o600)
    assert Keys.kept_in(tmp_path / "key") == Keys.kept_in(tmp_path / "key")


def test_keys_are_listed_newest_first() -> None:
    assert Keys.parse(f"{NEW.replace(' ', '-')},\n {OLD.replace(' ', '-')}\n").secrets == (
        "the-newer-of-two-keys",
        "the-older-of-two-keys",
    )


@pytest.mark.parametrize("text", ["", "  ", "too-short", "long-enough-for-one-key too-short"])
def test_a_key_that_is_too_short_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="at least 16") as raised:
        Keys.parse(text)
    assert "too-short" not in str(raised.value)


def test_purposes_and_keys_all_differ() -> None:
    keys = Keys((NEW, OLD))
    derived = [key for purpose in ("links", "bearer tokens", "name") for key in keys.derive(purpose)]
    assert len(set(derived)) == 6
    assert all(len(key) == 32 for key in derived)
    assert len(set(keys.names)) == 2


def test_a_token_outlives_the_change_of_its_key_until_that_key_goes() -> None:
    token = issue(Keys((OLD,)), WHO)
    assert verify(Keys((NEW, OLD)), token, NOW) == WHO
    with pytest.raises(Unauthenticated):
        verify(Keys((NEW,)), token, NOW)


def test_after_a_change_the_newest_key_signs() -> None:
    assert verify(Keys((NEW,)), issue(Keys((NEW, OLD)), WHO), NOW) == WHO


def test_a_link_outlives_the_change_of_its_key_until_that_key_goes() -> None:
    version = new_version(Keys((OLD,)), 1)
    token = link_token(Keys((OLD,)), "inv_1", version)
    assert link_token(Keys((NEW, OLD)), "inv_1", version) == token
    with pytest.raises(UnknownKey):
        link_token(Keys((NEW,)), "inv_1", version)


def test_a_link_token_fits_an_sms_and_differs_by_thing_and_version() -> None:
    keys = Keys((NEW,))
    versions = [new_version(keys, number) for number in (1, 2)]
    tokens = {link_token(keys, thing, version) for thing in ("inv_1", "inv_2") for version in versions}
    assert {len(token) for token in tokens} == {22}
    assert len(tokens) == 4
    assert [number_of(version) for version in versions] == [1, 2]


def test_what_is_kept_of_a_link_is_not_the_link() -> None:
    token = link_token(Keys((NEW,)), "inv_1", new_version(Keys((NEW,)), 1))
    assert token not in token_hash(token)
    assert token_hash(token) == token_hash(token)
