"""A backup is whole or not there, of one instant, and for its owner alone."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands import main, samling
from services.commands.backup import back_up
from services.commands.keeping import manifest, sqlite_files
from services.commands.keeping.places import KEPT
from services.commands.restore import bring_back
from shared.settings import Unusable
from tests.support.product import KEY, TestProduct

MakeProduct = Callable[..., TestProduct]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {"SAMLING_DATA_DIR": str(folder), "SAMLING_SECRET_KEY": KEY, "SAMLING_PORT": "0"} | more


@pytest.mark.slow
def test_it_is_taken_beside_a_running_product_and_nobody_else_can_read_it(product: TestProduct, tmp_path: Path) -> None:
    product.a_network()
    taken = back_up(tmp_path / "kept", environment(product.folder), clock=product.clock)
    files = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "kept").iterdir()}
    assert files == dict.fromkeys(["manifest.json", "secret_key", *(f"{name}.sqlite3" for name in KEPT)], 0o600)
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "kept" / "secret_key").read_text().split() == [KEY]
    assert taken.taken_at == product.clock.now()
    assert [folder.name for folder in tmp_path.iterdir() if "unfinished" in folder.name] == []


def test_a_folder_with_something_in_it_is_left_alone(product: TestProduct, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").touch()
    with pytest.raises(Unusable, match="not empty"):
        back_up(tmp_path / "mine", environment(product.folder))
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["letter"]


@pytest.mark.slow
def test_what_cannot_be_finished_leaves_nothing_behind(product: TestProduct, tmp_path: Path) -> None:
    missing = environment(product.folder, WEB_DATABASE_URL=f"sqlite:///{tmp_path}/nowhere.sqlite3")
    with pytest.raises(Unusable, match="no database of web"):
        back_up(tmp_path / "kept", missing)
    assert list(tmp_path.glob("kept*")) == []


@pytest.mark.slow
def test_a_damaged_backup_is_refused_before_anything_is_changed(make_product: MakeProduct, tmp_path: Path) -> None:
    product = make_product()
    back_up(tmp_path / "kept", environment(product.folder))
    product.close()
    with (tmp_path / "kept" / "web.sqlite3").open("ab") as file:
        file.write(b"x")
    with pytest.raises(Unusable, match=r"damaged: web\.sqlite3"):
        bring_back(tmp_path / "kept", environment(product.folder), replace=True)
    product.open()


@pytest.mark.slow
def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no backup"):
        manifest.read(tmp_path)


@pytest.mark.slow
def test_a_running_product_is_not_overwritten(product: TestProduct, tmp_path: Path) -> None:
    back_up(tmp_path / "kept", environment(product.folder))
    with pytest.raises(Unusable, match="in use"):
        bring_back(tmp_path / "kept", environment(product.folder), replace=True)


@pytest.mark.slow
def test_data_are_replaced_only_when_asked_and_kept_beside(make_product: MakeProduct, tmp_path: Path) -> None:
    product = make_product()
    back_up(tmp_path / "kept", environment(product.folder), clock=product.clock)
    product.a_network()
    product.close()
    with pytest.raises(Unusable, match="--replace"):
        bring_back(tmp_path / "kept", environment(product.folder), clock=product.clock)
    bring_back(tmp_path / "kept", environment(product.folder), replace=True, clock=product.clock)
    beside = next(tmp_path.glob("data0.before-*"))
    with closing(sqlite3.connect(beside / "events.sqlite3")) as before:
        assert before.execute("SELECT count(*) FROM networks").fetchone() == (1,)
    product.open()
    assert product.do("GET", "events/networks")["items"] == []


@pytest.mark.slow
def test_it_comes_back_on_an_empty_machine_with_its_key(make_product: MakeProduct, tmp_path: Path) -> None:
    product = make_product()
    network = product.a_network()
    back_up(tmp_path / "kept", environment(product.folder), clock=product.clock)
    elsewhere = {"SAMLING_DATA_DIR": str(tmp_path / "new"), "SAMLING_PORT": "0"}
    settled = bring_back(tmp_path / "kept", elsewhere, clock=product.clock)
    assert settled.held == [network["slug"]]
    assert (tmp_path / "new" / "secret_key").read_text().split() == [KEY]


@pytest.mark.slow
def test_a_folder_that_holds_something_else_is_not_emptied(product: TestProduct, tmp_path: Path) -> None:
    back_up(tmp_path / "kept", environment(product.folder), clock=product.clock)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter").touch()
    bring_back(tmp_path / "kept", environment(tmp_path / "home"), clock=product.clock)
    assert [file.name for file in tmp_path.glob("home.before-*/letter")] == ["letter"]
    assert (tmp_path / "home" / "events.sqlite3").exists()


@pytest.mark.slow
def test_what_cannot_be_brought_back_leaves_the_data_as_they_were(make_product: MakeProduct, tmp_path: Path) -> None:
    product = make_product()
    product.a_network()
    back_up(tmp_path / "kept", environment(product.folder), clock=product.clock)
    product.close()
    refused = environment(product.folder, SAMLING_PUBLIC_URL="no address")
    with pytest.raises(Unusable, match="URL"):
        bring_back(tmp_path / "kept", refused, replace=True, clock=product.clock)
    assert list(tmp_path.glob("*.unfinished")) == list(tmp_path.glob("*.before-*")) == []
    product.open()
    assert len(product.do("GET", "events/networks")["items"]) == 1


@pytest.mark.slow
def test_a_key_that_lacks_those_of_the_backup_is_refused(product: TestProduct, tmp_path: Path) -> None:
    back_up(tmp_path / "kept", environment(product.folder))
    with pytest.raises(Unusable, match="lacks a key") as refused:
        bring_back(tmp_path / "kept", environment(tmp_path / "new", SAMLING_SECRET_KEY="another-secret-key-of-today"))
    assert KEY not in str(refused.value)


@pytest.mark.slow
def test_the_commands_say_what_they_did(
    make_product: MakeProduct, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make_product()
    product.a_network(slug="treff")
    for name, value in environment(product.folder).items():
        monkeypatch.setenv(name, value)
    taken = CliRunner().invoke(samling, ["backup", str(tmp_path / "kept")])
    assert "holds everything as it was at" in taken.stdout, taken.output
    product.close()
    back = CliRunner().invoke(samling, ["restore", str(tmp_path / "kept"), "--replace"])
    assert "Sending is held in: treff." in back.stdout, back.output


@pytest.mark.slow
def test_a_fault_is_one_line_and_exit_code_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("sys.argv", ["samling", "restore", str(tmp_path)])
    monkeypatch.setenv("SAMLING_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, len(capsys.readouterr().err.splitlines())) == (2, 1)


def test_the_manifest_names_every_file_with_its_sum(product: TestProduct, tmp_path: Path) -> None:
    back_up(tmp_path / "kept", environment(product.folder))
    body = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert set(body["sha256"]) == {"secret_key", *(f"{name}.sqlite3" for name in KEPT)}


# one instant


def two_files(folder: Path) -> dict[str, Path]:
    files = {name: folder / f"{name}.sqlite3" for name in ("said", "heard")}
    for file in files.values():
        with closing(sqlite3.connect(file)) as made:
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY)")
    return files


def say(files: dict[str, Path], message: int) -> None:
    """Heard before it counts as said: as the broker of one process does it."""
    for name in ("heard", "said"):
        with closing(sqlite3.connect(files[name], timeout=30)) as writer, writer:
            writer.execute("INSERT INTO messages VALUES (?)", (message,))


def ids(view: sqlite3.Connection) -> set[int]:
    return {row[0] for row in view.execute("SELECT id FROM messages")}


@pytest.mark.slow
def test_all_files_are_seen_at_one_instant_while_others_write(tmp_path: Path) -> None:
    files, ending = two_files(tmp_path), threading.Event()

    def write() -> None:
        message = 0
        while not ending.is_set():
            message += 1
            say(files, message)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            with sqlite_files.standing_still(files) as views:
                said, heard = ids(views["said"]), ids(views["heard"])
            assert said <= heard, "what was said has been heard"
            assert len(heard - said) <= 1
    finally:
        ending.set()
        writer.join()


@pytest.mark.slow
def test_twin_views_that_are_opened_without_a_lock_may_be_of_two_instants(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    with sqlite_files.standing_still({"heard": files["heard"]}) as early:
        say(files, 1)
        with sqlite_files.standing_still({"said": files["said"]}) as late:
            assert ids(late["said"]) - ids(early["heard"]) == {1}, "said, and never heard"


@pytest.mark.slow
def test_the_copy_is_of_the_instant_however_long_it_takes(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    with sqlite_files.standing_still(files) as views:
        say(files, 1)
        sqlite_files.copy(views["said"], tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as copied:
        assert ids(copied) == set()
