"""What peers stand on: the ground of all benchmarks, and their own programs, which end with it."""

import fcntl
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.ground import Ground
from bench.peers.environment import ROOT, Environment, surroundings


class PeerGround(Ground):
    """Starts Python of another environment."""

    def peer(self, environment: Environment, *arguments: str, settings: Mapping[str, str]) -> subprocess.Popen[str]:
        """A module of a peer that runs until the end; what it says goes into a file of the ground's folder."""
        return self.start([environment.python, "-m", *arguments], surroundings(settings))

    def publisher(self, environment: Environment, module: str, settings: Mapping[str, str]) -> subprocess.Popen[str]:
        """One that is asked by lines and answers by lines; it is ready."""
        process = self.start([environment.python, "-m", module], surroundings(settings), answers=True)
        assert process.stdout
        assert process.stdout.readline(), self.complaints()
        return process

    def start(
        self, command: list[str], environment: Mapping[str, str], *, answers: bool = False
    ) -> subprocess.Popen[str]:
        with (self.folder / "peers.log").open("a", encoding="utf-8") as complaints:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=complaints, text=True, bufsize=1,
                stdout=subprocess.PIPE if answers else complaints, start_new_session=True,
            )  # fmt: skip
        self._stack.callback(_end, process)
        return process

    def complaints(self) -> str:
        """The last that peers complained of."""
        return (self.folder / "peers.log").read_text(encoding="utf-8", errors="replace")[-2000:]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Where BENCH_LOCK names a file, what is measured waits until nobody else holds a lock on it."""
    if not (name := os.environ.get("BENCH_LOCK")):
        yield
        return
    with Path(name).open("a", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
