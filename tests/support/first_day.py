"""Brings a database back to its first day, so that tests can share what takes long to build."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from shared.database import Database


class FirstDay:
    """The rows that a database on SQLite holds now; `come_back` forgets everything that came later."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = all_rows(database)

    def come_back(self) -> None:
        with self._database.connection() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # else the order of tables mattered
            for table in _tables(connection):
                forget = "DELETE FROM" if table in self._rows else "DROP TABLE"
                connection.exec_driver_sql(f'{forget} "{table}"')
            for table, rows in self._rows.items():
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    connection.exec_driver_sql(f'INSERT INTO "{table}" VALUES ({marks})', tuple(row))


def all_rows(database: Database) -> dict[str, Sequence[Row[Any]]]:
    """Every row of every table, as the file has it."""
    with database.connection() as connection:
        return {table: connection.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in _tables(connection)}


def _tables(connection: Connection) -> list[str]:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return list(connection.exec_driver_sql(named).scalars())
