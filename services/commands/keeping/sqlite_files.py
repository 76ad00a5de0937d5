"""SQLite files of several services as they all were at one instant, also while the product writes."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from shared.settings import Unusable

PATIENCE = 60  # seconds to wait for a writer
PAGES = 2000  # copied between two reports

Told = Callable[[str], None]


@contextmanager
def standing_still(files: Mapping[str, Path]) -> Iterator[dict[str, sqlite3.Connection]]:
    """Connections that all see one instant, at which nobody was writing anywhere. Raises Unusable.

    Every writer is locked out for the moment in which the views are opened; none holds one file while it waits for
    another, so nobody waits in a ring.
    """
    with ExitStack() as views:
        with ExitStack() as locks:
            for name in sorted(files):
                _lock(locks, name, files[name])
            found = {name: _view(views, file) for name, file in files.items()}
        yield found


def copy(view: sqlite3.Connection, target: Path, told: Told = lambda _text: None) -> None:
    """Writes what a view sees into a file of its own and looks whether it is sound. Raises Unusable."""
    target.touch(mode=0o600)

    def report(_status: int, left: int, total: int) -> None:
        if total > PAGES:
            told(f"{target.name}: {100 * (total - left) // total} %")

    with closing(sqlite3.connect(target)) as copied:
        view.backup(copied, pages=PAGES, progress=report)
        copied.execute("PRAGMA journal_mode=DELETE").close()  # one file, without a log beside it
        (fault,) = copied.execute("PRAGMA quick_check(1)").fetchone()
    if fault != "ok":
        raise Unusable(f"{target.name} is damaged: {fault}")


def _lock(locks: ExitStack, name: str, file: Path) -> None:
    if not file.exists():
        raise Unusable(f"there is no database of {name}: {file} does not exist")
    writer = locks.enter_context(closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)))
    try:
        writer.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as fault:
        raise Unusable(f"{file} could not be locked within {PATIENCE} s ({fault}); try again") from None


def _view(views: ExitStack, file: Path) -> sqlite3.Connection:
    view = views.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
    view.execute("BEGIN").close()
    view.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the view is fixed by the first read
    return view
