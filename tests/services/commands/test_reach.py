"""Commands never stand in for a product of which they are told only the broker."""

from pathlib import Path

import pytest

from services.commands.reach import reached
from shared.settings import Unusable


def test_with_a_broker_set_a_command_wants_to_know_the_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMLING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SAMLING_BROKER_URL", "amqp://guest:guest@127.0.0.1:1/")
    with pytest.raises(Unusable, match="--url"), reached(None):
        pass
