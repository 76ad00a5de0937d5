"""The folder of the one-process product: one process at a time, and a copy of each file before its schema changes."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from shared.settings import Unusable

ADDRESS = "address"


class DataFolder:
    """Holds a data folder from opening to closing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # who is on a list is itself the secret
            (folder / ".writable").touch()
            (folder / ".writable").unlink()
        except OSError as error:
            raise Unusable(f"SAMLING_DATA_DIR: {folder} cannot be written ({error.strerror}); name another") from None
        self._lock = FileLock(folder / "lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise Unusable(f"{folder} is in use by another running product; stop it, or set SAMLING_DATA_DIR") from None
        (folder / ADDRESS).unlink(missing_ok=True)  # of one that was killed

    @property
    def is_new(self) -> bool:
        """Whether no product has kept its data here yet."""
        return not (self._folder / "events.sqlite3").exists()

    def keep_copy(self, service: str) -> None:
        """Copies a service's file, if it has tables, to `<file>.before`, for going back after an upgrade."""
        file = self._folder / f"{service}.sqlite3"
        if not file.exists():
            return
        with closing(sqlite3.connect(file)) as source:
            if not source.execute("SELECT 1 FROM sqlite_master").fetchall():
                return
            with closing(sqlite3.connect(file.with_suffix(".sqlite3.before"))) as copy:
                source.backup(copy)
        shutil.copymode(file, file.with_suffix(".sqlite3.before"))

    def tell_address(self, address: str) -> None:
        """Leaves word for commands where the product of this folder listens; it may be on any port."""
        (self._folder / ADDRESS).write_text(address, encoding="ascii")

    def close(self) -> None:
        (self._folder / ADDRESS).unlink(missing_ok=True)
        self._lock.release()


def told_address(folder: Path) -> str | None:
    """Where the product that runs in this folder said that it listens."""
    with suppress(FileNotFoundError):
        return (folder / ADDRESS).read_text(encoding="ascii")
    return None
