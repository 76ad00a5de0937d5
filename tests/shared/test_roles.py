"""A process of one role starts only when it can work, and says in one line what is missing."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands import samling

KEY = "a-secret-for-tests-only"


def start(monkeypatch: pytest.MonkeyPatch, *arguments: str, **settings: str) -> str:
    """Why it did not start."""
    for name in ("SAMLING_SECRET_KEY", "SAMLING_BROKER_URL", "EVENTS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ended = CliRunner().invoke(samling, arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    return ended.stderr.removeprefix("samling: ").rstrip()


def test_without_a_key_it_does_not_make_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fault = start(monkeypatch, "http", "events", SAMLING_DATA_DIR=str(tmp_path))
    assert fault.startswith("SAMLING_SECRET_KEY is not set")
    assert not list(tmp_path.iterdir())


def test_a_worker_wants_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert start(monkeypatch, "worker", "events", SAMLING_SECRET_KEY=KEY).startswith("SAMLING_BROKER_URL is not set")


@pytest.mark.parametrize("url", ["http://broker", "amqp://", "broker:5672", ";"])
def test_an_address_that_is_no_brokers_is_refused_without_quoting_it(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    fault = start(monkeypatch, "worker", "events", SAMLING_SECRET_KEY=KEY, SAMLING_BROKER_URL=url)
    assert "SAMLING_BROKER_URL" in fault
    assert "broker:5672" not in fault


def test_processes_of_their_own_want_postgresql(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fault = start(monkeypatch, "http", "events", SAMLING_SECRET_KEY=KEY, SAMLING_DATA_DIR=str(tmp_path))
    assert fault == "EVENTS_DATABASE_URL: processes of their own need PostgreSQL"


@pytest.mark.parametrize("role", ["http", "migrate"])
def test_a_database_that_does_not_answer_is_one_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    url = "postgresql://samling:hidden@127.0.0.1:1/events"
    fault = start(monkeypatch, role, "events", SAMLING_SECRET_KEY=KEY, EVENTS_DATABASE_URL=url)
    assert fault.startswith("the database does not answer")
    assert "hidden" not in fault


def test_a_crash_point_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = start(monkeypatch, "http", "events", SAMLING_SECRET_KEY=KEY, SAMLING_CRASH_AT="nowhere")
    assert "no crash point is called nowhere" in fault
