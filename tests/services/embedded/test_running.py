"""The product starts in one step or says in one line what is wrong; a failed start leaves nothing held."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text

from services.embedded import Running, start
from services.embedded.data_folder import DataFolder
from shared.settings import Unusable
from tests.support.corpus import first


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    """A data folder at the newest schema."""
    return Path(shutil.copytree(migrated, tmp_path / "data"))


def settings(folder: Path, **more: str) -> dict[str, str]:
    return {"SAMLING_DATA_DIR": str(folder), "SAMLING_PORT": "0", **more}


def refused(environment: dict[str, str]) -> str:
    """The one line that a start ends with."""
    with pytest.raises(Unusable) as raised:
        start(environment, work=False).stop()
    assert "\n" not in str(raised.value)
    return str(raised.value)


@contextmanager
def running(folder: Path, *, work: bool = False, **more: str) -> Iterator[Running]:
    with start(settings(folder, **more), work=work) as product:
        yield product


@contextmanager
def a_taken_port() -> Iterator[int]:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def is_free(folder: Path) -> bool:
    DataFolder(folder).close()
    return True


def test_it_listens_where_it_says_and_is_ready(folder: Path) -> None:
    with running(folder) as product:
        answer = requests.get(f"{product.local_address}/ready", timeout=10)
        assert (answer.status_code, answer.json()["status"]) == (200, "ready")
        assert requests.get(f"{product.sandbox_address}/sandbox/phone", timeout=10).status_code == 200


@pytest.mark.slow
def test_it_works_in_threads_of_its_own_and_stops_them(folder: Path) -> None:
    with running(folder, work=True) as product:
        assert requests.get(f"{product.local_address}/live", timeout=10).status_code == 200
    assert is_free(folder)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{product.local_address}/live", timeout=10)


@pytest.mark.slow
def test_a_new_folder_is_known_as_new_once(tmp_path: Path) -> None:
    known = []
    for _ in range(2):
        with running(tmp_path / "data") as product:
            known.append(product.is_new)
    assert known == [True, False]
    assert not list(tmp_path.rglob("*.before"))


@pytest.mark.slow
def test_a_second_start_on_the_same_folder_is_refused(folder: Path) -> None:
    with running(folder) as product:
        assert "is in use by another running product" in refused(settings(folder))
        assert requests.get(f"{product.local_address}/live", timeout=10).status_code == 200


@pytest.mark.parametrize("name", ["SAMLING_PORT", "SANDBOX_PORT"])
def test_a_taken_port_is_refused_and_nothing_stays_held(folder: Path, name: str) -> None:
    with a_taken_port() as port:
        told = refused(settings(folder, **{name: str(port)}))
    assert told.startswith(f"127.0.0.1:{port} cannot be listened on")
    assert told.endswith(f"set {name} to another")
    assert is_free(folder)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert refused(settings(tmp_path / "data")).startswith("SAMLING_DATA_DIR: ")


def test_an_address_that_is_not_of_this_machine_is_refused(folder: Path) -> None:
    key = "a-secret-for-tests-only"
    assert "192.0.2.7" in refused(settings(folder, SAMLING_HOST="192.0.2.7", SAMLING_SECRET_KEY=key))
    assert is_free(folder)


def test_outside_loopback_it_does_not_start_without_a_key(folder: Path) -> None:
    assert refused(settings(folder, SAMLING_HOST="0.0.0.0")).startswith("SAMLING_SECRET_KEY is not set")
    assert is_free(folder)


@pytest.mark.parametrize("service", first(1, ["events", "web", "sandbox"]))
def test_a_newer_schema_is_refused_and_its_file_left_alone(folder: Path, service: str) -> None:
    engine = create_engine(f"sqlite:///{folder / service}.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    told = refused(settings(folder))
    assert told.startswith(f"the database of {service} is at step 9999: it was used by a newer version")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    engine.dispose()
    assert not list(folder.glob("*.before"))
    assert is_free(folder)


@pytest.mark.parametrize("point", ["relay.after_lunch", "relay.after_done:often"])
def test_a_crash_point_that_there_is_not_is_refused_in_one_line(folder: Path, point: str) -> None:
    told = refused(settings(folder, SAMLING_CRASH_AT=point))
    assert told.startswith("SAMLING_CRASH_AT: ")
    assert "\n" not in told
    assert is_free(folder)


def test_a_broken_setting_of_any_service_is_one_line_per_fault(folder: Path) -> None:
    with pytest.raises(Unusable, match="PARTNER_TOKEN_DAYS"):
        start(settings(folder, PARTNER_TOKEN_DAYS="never"), work=False)
    assert is_free(folder)


@pytest.mark.slow
def test_the_keys_and_the_sandbox_account_stay_the_same_over_a_restart(folder: Path) -> None:
    seen = []
    for _ in range(2):
        with running(folder) as product:
            seen.append((product.keys, product.product.services["sandbox"].account))  # type: ignore[attr-defined]
    assert seen[0] == seen[1]
