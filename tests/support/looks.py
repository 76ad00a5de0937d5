"""How much a look costs, in what is the same on every machine: questions to services, and steps of SQLite."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from flask import Flask, request, request_started
from sqlalchemy import event as listening

from shared.database import Database
from shared.service import Service


class Asked:
    """The addresses that are asked of these services, in order."""

    def __init__(self, services: Mapping[str, Service], *names: str) -> None:
        self._apps = [services[name].app for name in names or services]
        self.addresses: list[str] = []

    def __enter__(self) -> list[str]:
        for app in self._apps:
            request_started.connect(self._note, app)
        return self.addresses

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        for app in self._apps:
            request_started.disconnect(self._note, app)

    def _note(self, _app: Flask, **_: object) -> None:
        self.addresses.append(request.path.partition("/v1/")[2] or request.path)


class Steps:
    """What SQLite does meanwhile: each row that it looks at takes it some steps."""

    EVERY = 10

    def __init__(self, databases: Iterable[Database]) -> None:
        self._engines = {engine for database in databases for engine in (database._reading, database._writing)}
        self.taken = 0

    def __enter__(self) -> Self:
        for engine in self._engines:
            listening.listen(engine, "checkout", self._look)
            listening.listen(engine, "checkin", self._look_away)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        for engine in self._engines:
            listening.remove(engine, "checkout", self._look)
            listening.remove(engine, "checkin", self._look_away)

    def _look(self, connection: Any, *_: Any) -> None:
        connection.set_progress_handler(self._count, self.EVERY)

    def _look_away(self, connection: Any, *_: Any) -> None:
        connection.set_progress_handler(None, 0)

    def _count(self) -> None:
        self.taken += self.EVERY


class Statements:
    """The statements that are said to a database meanwhile."""

    def __init__(self, database: Database) -> None:
        self._engines = {database._reading, database._writing}
        self._said: list[str] = []

    def __enter__(self) -> list[str]:
        for engine in self._engines:
            listening.listen(engine, "before_cursor_execute", self._note)
        return self._said

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        for engine in self._engines:
            listening.remove(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._said.append(statement)
