"""A small disk in memory that can be filled to its last byte and emptied again."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.troubles import Trouble
from tests.support.process import ProductProcess
from tests.support.servers import PostgreSql

PIECE = 1 << 16


class NoDisk(Exception):
    """This machine does not let us mount one; the text says why."""


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """An empty folder on a disk of this size, unmounted afterwards. Raises NoDisk."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        raise NoDisk("mounting needs the rights of root")
    folder = Path(tempfile.mkdtemp(prefix="samling-disk-"))
    try:
        options = f"size={megabytes}m,mode=0755"
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True, check=False
        )
        if mounted.returncode:
            raise NoDisk(mounted.stderr.strip().replace(str(folder), "a folder"))
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(folder: Path) -> None:
    """Not a byte is free afterwards."""
    with (folder / "ballast").open("ab", buffering=0) as ballast:
        for size in (PIECE, 512, 1):
            try:
                while True:
                    ballast.write(b"\0" * size)
            except OSError:
                continue


def empty(folder: Path) -> None:
    (folder / "ballast").unlink(missing_ok=True)


def database_disk_full(postgresql: PostgreSql, folder: Path, lasts: float) -> Trouble:
    """A server that cannot write its log ends itself; then it is started again when there is room."""

    def make_room() -> None:
        empty(folder)
        try:
            postgresql.wait_until_up()
        except AssertionError:
            postgresql.kill()
            postgresql.start()

    return Trouble("disk of PostgreSQL full", lambda: fill(folder), make_room, lasts=lasts)


def files_disk_full(folder: Path, lasts: float) -> Trouble:
    """No file of the product in one process can grow."""
    return Trouble("disk of the SQLite files full", lambda: fill(folder), lambda: empty(folder), lasts=lasts)


def killed(product: ProductProcess) -> Trouble:
    """SIGKILL of the one process, and started again at once."""

    def revive() -> None:
        product.start()
        assert product.wait_until_live()

    return Trouble("SIGKILL of the one process", product.kill, revive, is_death=True)
