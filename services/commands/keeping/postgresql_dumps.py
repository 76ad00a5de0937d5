"""Dumps of several PostgreSQL databases as they all were at one instant, and how they come back."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import URL

from shared.settings import Unusable

Told = Callable[[str], None]

DRAINED_WITHIN = 4.0  # seconds; a request that writes waits for so long, and gives up after ten


def dump(targets: Mapping[Path, URL], told: Told = lambda _text: None) -> int:
    """Dumps each database into its file; says how many messages were in no database but in the broker.

    For a moment nobody can write a message down; what the broker carries arrives meanwhile. Then the views are opened.
    """
    with ExitStack() as views:
        with ExitStack() as locks:
            connected = [locks.enter_context(_connect(url)) for url in targets.values()]
            for connection in connected:
                connection.execute("SET lock_timeout = '10s'")
                connection.execute("BEGIN")
                connection.execute("LOCK TABLE outbox IN SHARE MODE")
            under_way = _wait_for_the_broker(list(targets.values()))
            snapshots = {file: _snapshot(views, url) for file, url in targets.items()}
        for file, url in targets.items():
            told(f"dumping {file.stem}")
            file.touch(mode=0o600)
            _run("pg_dump", url, "--format=custom", f"--snapshot={snapshots[file]}", f"--file={file}")
    return under_way


def bring_back(file: Path, url: URL) -> None:
    """Fills an empty database from a dump, wholly or not at all. Raises Unusable."""
    _run(
        "pg_restore",
        url,
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={url.database}",
        str(file),
    )


def check_unused(url: URL, *, replace: bool) -> None:
    """Raises Unusable if a process of the product still uses the database, or if it has data that may not go."""
    with _connect(url) as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        if _one(connection, others):
            raise Unusable(f"the database {url.database} is in use: stop every process of the product first")
        if _tables(connection) and not replace:
            raise Unusable(f"the database {url.database} has data; with --replace they are kept under another name")


def make_room(url: URL, stamp: str) -> str | None:
    """Puts an empty database in the place of one that has data; says how the old one is called now."""
    with _connect(url) as connection:
        if not _tables(connection):
            return None
    kept = f"{url.database}_before_{stamp}".lower()
    old, new = sql.Identifier(url.database or ""), sql.Identifier(kept)
    with _connect(url.set(database="postgres")) as server:
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
        server.execute(sql.SQL("CREATE DATABASE {}").format(old))
    return kept


def _tables(connection: "psycopg.Connection[Any]") -> int:
    return int(_one(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))


def _wait_for_the_broker(urls: list[URL]) -> int:
    until = time.monotonic() + DRAINED_WITHIN
    while True:
        with ExitStack() as connections:
            missing = _under_way([connections.enter_context(_connect(url)) for url in urls])
        if not missing or time.monotonic() > until:
            return missing
        time.sleep(0.1)


def _under_way(connections: list["psycopg.Connection[Any]"]) -> int:
    """How many messages a reader has confirmed by the broker's word alone."""
    said: list[str] = []
    for connection in connections:
        lately = "SELECT id, readers, readers_left FROM outbox WHERE written_at > now() - interval '10 minutes'"
        for message, readers, left in connection.execute(lately):
            said += [message] * len(set(json.loads(readers)) - set(json.loads(left)))
    # each reader has one row of it: which reader lacks it does not matter here
    heard = "SELECT count(*) FROM inbox WHERE id = ANY(%s)"
    return len(said) - sum(int(_one(connection, heard, [said])) for connection in connections)


def _connect(url: URL) -> "psycopg.Connection[Any]":
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        raise Unusable(f"the database {url.database} on {url.host} is out of reach") from None


def _snapshot(views: ExitStack, url: URL) -> str:
    view = views.enter_context(_connect(url))
    view.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    return str(_one(view, "SELECT pg_export_snapshot()"))


def _one(connection: "psycopg.Connection[Any]", query: LiteralString, values: Sequence[Any] = ()) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Unusable(f"{program} is not installed: it comes with PostgreSQL's client programs")
    whom = {
        "PGHOST": url.host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    given = os.environ | {name: str(value) for name, value in whom.items() if value}  # never on the command line
    done = subprocess.run([found, *arguments], env=given, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Unusable(f"{program} failed for {url.database}: {done.stderr.strip().splitlines()[-1:] or ['no reason']}")
