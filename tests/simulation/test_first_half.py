"""Seeds in which much goes wrong and every promise holds: the first half."""

import pytest

from tests.simulation.play import Theatre
from tests.simulation.seeds import FIRST_HALF, play_all

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def test_every_promise_holds_in_every_seed(theatre: Theatre) -> None:
    play_all(theatre, FIRST_HALF)
