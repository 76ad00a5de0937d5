"""Lists are walked by key: nothing that is read for a request counts all rows or passes over the first ones."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("services/*/queries.py", "services/*/http/*.py", "shared/http/paging.py")
READS = sorted(path for place in PLACES for path in ROOT.glob(place))


@pytest.mark.parametrize("path", READS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_read_for_a_request_uses_an_offset(path: Path) -> None:
    assert not re.search(r"\boffset\(|\bOFFSET\b", path.read_text(encoding="utf-8"))
