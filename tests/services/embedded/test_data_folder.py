"""A data folder belongs to one process at a time, and keeps a copy of each file before its schema changes."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.embedded.data_folder import DataFolder
from shared.settings import Unusable


def rows_in(file: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT name FROM shelf").fetchall()


def test_a_folder_is_made_and_is_new_until_something_is_kept_there(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    with closing(DataFolder(folder)) as data:
        assert data.is_new
        (folder / "events.sqlite3").touch()
        assert not data.is_new


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_folder_that_is_made_opens_to_its_owner_only(tmp_path: Path) -> None:
    with closing(DataFolder(tmp_path / "data")):
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_trying_whether_it_can_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with closing(DataFolder(tmp_path)):
        assert [file.name for file in tmp_path.iterdir()] == ["lock"]


def test_a_second_process_is_told_what_to_do(tmp_path: Path) -> None:
    with closing(DataFolder(tmp_path)), pytest.raises(Unusable) as raised:
        DataFolder(tmp_path)
    assert str(raised.value) == f"{tmp_path} is in use by another running product; stop it, or set SAMLING_DATA_DIR"


def test_a_closed_folder_can_be_opened_again(tmp_path: Path) -> None:
    DataFolder(tmp_path).close()
    DataFolder(tmp_path).close()


@pytest.mark.parametrize("below", ["", "data"])
def test_a_place_that_cannot_be_a_folder_is_refused_in_one_line(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match=r"SAMLING_DATA_DIR: .*file.* cannot be written \(.*\); name another") as raised:
        DataFolder(tmp_path / "file" / below)
    assert "\n" not in str(raised.value)


def test_a_copy_is_kept_with_what_is_still_in_the_log(tmp_path: Path) -> None:
    file = tmp_path / "events.sqlite3"
    with closing(DataFolder(tmp_path)) as data, closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL").close()
        database.execute("CREATE TABLE shelf (name TEXT)")
        database.execute("INSERT INTO shelf VALUES ('north')")
        database.commit()
        data.keep_copy("events")
        database.execute("INSERT INTO shelf VALUES ('south')")
        database.commit()
    assert rows_in(tmp_path / "events.sqlite3.before") == [("north",)]
    assert rows_in(file) == [("north",), ("south",)]


def test_a_copy_is_as_private_as_its_file(tmp_path: Path) -> None:
    file = tmp_path / "events.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE shelf (name TEXT)")
    file.chmod(0o600)
    with closing(DataFolder(tmp_path)) as data:
        data.keep_copy("events")
    assert (tmp_path / "events.sqlite3.before").stat().st_mode == file.stat().st_mode


def test_what_has_no_tables_yet_needs_no_copy(tmp_path: Path) -> None:
    with closing(DataFolder(tmp_path)) as data:
        data.keep_copy("events")
        (tmp_path / "events.sqlite3").touch()
        data.keep_copy("events")
    assert not (tmp_path / "events.sqlite3.before").exists()
