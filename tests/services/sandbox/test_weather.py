from random import Random

import pytest

from services.sandbox.weather import FIGURES, SHARES, Weather, check, shown
from shared.problems import Invalid


def test_a_share_of_one_is_certain_and_of_none_never() -> None:
    weather = Weather("sms", {"refuse": 1, "too_many": 0}, Random(1))
    assert all(weather.strikes("refuse") for _ in range(1000))
    assert not any(weather.strikes("too_many") for _ in range(1000))


def test_a_share_strikes_about_as_often_as_it_says() -> None:
    weather = Weather("sms", {"refuse": 0.25}, Random(1))
    assert 200 < sum(weather.strikes("refuse") for _ in range(1000)) < 300


def test_what_is_shown_can_be_asked_for_again() -> None:
    for channel in SHARES:
        assert check(channel, shown(channel, {})) == shown(channel, {})


def test_a_figure_not_given_has_a_value_of_its_own() -> None:
    assert Weather("sms", {}, Random(1)).figure("refuse_code") == 21211
    assert Weather("sms", {"refuse_code": 21614}, Random(1)).figure("refuse_code") == 21614
    assert set(FIGURES) == set(SHARES)


@pytest.mark.parametrize(
    ("channel", "name", "value"),
    [
        ("sms", "hail", 1),
        ("sms", "refuse", 1.5),
        ("sms", "refuse", -0.1),
        ("sms", "refuse", True),
        ("sms", "refuse", "1"),
        ("sms", "refuse", None),
        ("sms", "refuse", float("nan")),
        ("sms", "refuse_code", 1),
        ("sms", "hold_seconds", 301),
        ("sms", "hold_seconds", 0.5),
        ("smtp", "too_many", 1),
    ],
)
def test_weather_that_is_not_understood_is_named(channel: str, name: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        check(channel, {name: value})
    assert list(refused.value.errors or {}) == [f"{channel}.{name}"]
