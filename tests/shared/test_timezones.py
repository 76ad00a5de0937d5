"""Zones come from the tzdata package only."""

import zoneinfo
from datetime import datetime, timedelta

import pytest

from shared.problems import Invalid
from shared.timezones import names, zone


@pytest.mark.parametrize("name", ["", "Oslo", "Europe/oslo", "../zones", "/etc/localtime", "Europe/Oslo\x00"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        zone(name)


@pytest.mark.slow
def test_every_listed_zone_can_be_read_and_knows_its_name() -> None:
    assert {zone(name).key for name in names()} == names()


def test_the_machines_own_zones_are_not_asked(tmp_path: object) -> None:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path)])
    try:
        zone.cache_clear()
        assert datetime(2027, 7, 1, tzinfo=zone("Europe/Oslo")).utcoffset() == timedelta(hours=2)
    finally:
        zoneinfo.reset_tzpath(before)
