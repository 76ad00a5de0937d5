"""Settings: spans of time as ISO 8601 or seconds."""

from datetime import timedelta

import pytest

from services.registrations.settings import Settings
from shared.settings import Unusable, read


def test_a_grace_may_be_written_in_seconds_or_as_a_duration() -> None:
    for text, span in (("0", timedelta(0)), ("90", timedelta(seconds=90)), ("PT5M", timedelta(minutes=5))):
        assert read(Settings, {"SAMLING_DECLINE_GRACE": text}).samling_decline_grace == span


def test_unset_there_are_ten_minutes_and_a_day() -> None:
    settings = read(Settings, {})
    assert settings.samling_decline_grace == timedelta(minutes=10)
    assert settings.samling_check_in_opens == timedelta(hours=24)
    assert settings.database_url == "sqlite:///var/registrations.sqlite3"


def test_a_faulty_span_is_named() -> None:
    with pytest.raises(Unusable, match="SAMLING_DECLINE_GRACE"):
        read(Settings, {"SAMLING_DECLINE_GRACE": "soon"})
