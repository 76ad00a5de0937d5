"""Programs of ours as processes that begin with their modules loaded: importing took most of a start."""

import os
import runpy
import sys
from collections.abc import Sequence
from multiprocessing import connection, get_context
from pathlib import Path
from subprocess import TimeoutExpired
from threading import Lock

_ONE_AT_A_TIME = Lock()  # who starts one looks at the others, and an exit code can be read once
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "services.commands.run",
        "services.commands.roles",
        "services.embedded.running",
        "shared.broker.rabbitmq",
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite.pysqlite",
    ]
)


class Program:
    """`python -m MODULE ARGUMENTS` with this environment alone; what it says is appended to a file.

    It is asked and ended like a `subprocess.Popen`.
    """

    def __init__(self, module: str, arguments: Sequence[str], environment: dict[str, str], log: Path) -> None:
        said = (module, list(arguments), environment, log)
        self._process = _CONTEXT.Process(target=_play, args=said, daemon=True)
        with _ONE_AT_A_TIME:
            self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, a signal's number below zero; None while it runs."""
        with _ONE_AT_A_TIME:
            return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Its exit code; raises TimeoutExpired if it still runs after so many seconds."""
        connection.wait([self._process.sentinel], timeout)
        if (code := self.poll()) is None:
            raise TimeoutExpired(self._process.name, timeout)
        return code

    def kill(self) -> None:
        """SIGKILL, at once."""
        self._process.kill()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()


def _play(module: str, arguments: list[str], environment: dict[str, str], log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
