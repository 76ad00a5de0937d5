"""Long lists of cases: the first few are tried in the quick run, the others in `make test`."""

from collections.abc import Iterable
from typing import Any

import pytest


def first(quick: int, cases: Iterable[Any]) -> list[Any]:
    """For `parametrize` with one argument: every case, those after the first so many marked slow."""
    return [case if place < quick else pytest.param(case, marks=pytest.mark.slow) for place, case in enumerate(cases)]
