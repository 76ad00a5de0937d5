"""Ids differ, say of what they are, and sort by the time they were made."""

import re

import pytest

from shared.ids import CountingIds, Ids, random_ids


@pytest.mark.parametrize("ids", [random_ids, CountingIds()], ids=["random", "counting"])
def test_ids_rise_and_never_repeat(ids: Ids) -> None:
    made = [ids("evt") for _ in range(5000)]
    assert made == sorted(set(made))


def test_an_id_says_of_what_it_is_and_fits_a_url() -> None:
    assert re.fullmatch("evt_[0-9a-hjkmnp-tv-z]{26}", random_ids("evt"))


def test_counting_ids_are_the_same_in_every_run() -> None:
    first, second = CountingIds(), CountingIds()
    assert [first("evt"), first("msg")] == [second("evt"), second("msg")]
