"""Commands never stand in for a product of which they are told only the broker, and never send."""

from pathlib import Path

import pytest

from services.commands.reach import SENDERS, reached
from services.embedded import start
from services.notifications.service import build
from services.notifications.settings import Settings
from shared.settings import Unusable
from tests.support.one_service import OneService


def test_with_a_broker_set_a_command_wants_to_know_the_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMLING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SAMLING_BROKER_URL", "amqp://guest:guest@127.0.0.1:1/")
    with pytest.raises(Unusable, match="--url"), reached(None):
        pass


def test_no_loop_that_sends_is_turned_by_a_command(tmp_path: Path) -> None:
    """Each step that hands something to a provider belongs to a loop that commands leave alone."""
    settings = Settings(
        samling_data_dir=str(tmp_path),
        twilio_account_sid="AC1",
        twilio_auth_token="secret",
        twilio_from="+447700900000",
        twilio_api_base_url="http://127.0.0.1:9",
        smtp_url="smtp://127.0.0.1:9/?tls=none",
    )
    one = OneService(lambda runtime: build(settings, runtime))
    sending = {loop.name for loop in one.service.loops if any(step.name == "send" for step in loop.steps)}
    one.service.close()
    assert len(sending) == 5
    assert all(name.startswith(SENDERS) for name in sending)


def test_a_command_finds_the_product_of_its_folder_on_any_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMLING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SAMLING_PORT", "1")
    somewhere = {"SAMLING_DATA_DIR": str(tmp_path), "SAMLING_PORT": "0", "SANDBOX_PORT": "0"}
    with start(somewhere, work=False), reached(None) as reach:
        assert reach.api("events", "organiser", "demo").get("/api/events/v1/networks").status == 200
    assert not (tmp_path / "address").exists()
