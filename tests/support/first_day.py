"""Brings a database back to its first day, so that tests can share what takes long to build."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from shared.database import Database


class FirstDay:
    """The rows that a database holds now; `come_back` forgets everything that came later."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = all_rows(database)

    def come_back(self) -> None:
        with self._database.connection() as connection:
            _without_order(connection)
            forget = "DELETE FROM" if connection.dialect.name == "sqlite" else "TRUNCATE"
            tables = _tables(connection)
            for table in tables:
                verb = forget if table in self._rows else "DROP TABLE"
                cascade = " CASCADE" if forget == "TRUNCATE" else ""
                connection.exec_driver_sql(f'{verb} "{table}"{cascade}')
            mark = "?" if connection.dialect.name == "sqlite" else "%s"
            for table, rows in self._rows.items():
                for row in rows:
                    marks = ", ".join([mark] * len(row))
                    connection.exec_driver_sql(f'INSERT INTO "{table}" VALUES ({marks})', tuple(row))


def all_rows(database: Database) -> dict[str, Sequence[Row[Any]]]:
    """Every row of every table, as the database has it."""
    with database.connection() as connection:
        return {table: connection.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in _tables(connection)}


def _without_order(connection: Connection) -> None:
    """Else the order of tables mattered, for what one says of another."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def _tables(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    else:
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return list(connection.exec_driver_sql(named).scalars())
