"""The virtual environments in which peers live apart from ours: made once from a lock, then asked for versions."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


class NotHere(Exception):
    """A peer cannot be compared on this machine, for this reason."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment with all that `infra/requirements/<name>.txt` names."""

    name: str

    @property
    def folder(self) -> Path:
        return ROOT / f".venv-{self.name}"

    @property
    def python(self) -> str:
        return str(self.folder / "bin" / "python")

    def install(self) -> None:
        """Makes it and fills it, unless that is done."""
        lock, made = ROOT / "infra" / "requirements" / f"{self.name}.txt", self.folder / "made"
        if made.exists() and made.read_bytes() == lock.read_bytes():
            return
        print(f"Installing what {lock.name} names into {self.folder.name} (once) …", file=sys.stderr, flush=True)
        uv = str(Path(sys.executable).with_name("uv"))
        for command in (
            [sys.executable, "-m", "venv", "--clear", "--without-pip", str(self.folder)],
            [
                uv,
                "pip",
                "install",
                "--quiet",
                "--compile-bytecode",
                "--python",
                self.python,
                "--require-hashes",
                "--requirement",
                str(lock),
            ],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NotHere(f"{self.name} does not install: {_last_line(done.stderr or done.stdout)}")
        made.write_bytes(lock.read_bytes())

    def version(self, package: str) -> str:
        """The package's name with its version."""
        code = f"from importlib.metadata import version; print(version({package!r}))"
        return f"{package} {self.run('-c', code).strip()}"

    def run(self, *arguments: str, settings: Mapping[str, str] | None = None) -> str:
        """Runs its Python to the end; what it printed."""
        done = subprocess.run(
            [self.python, *arguments], cwd=ROOT, env=surroundings(settings), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


def surroundings(settings: Mapping[str, str] | None) -> dict[str, str]:
    """What a program there starts with."""
    return dict(os.environ) | {"PYTHONDONTWRITEBYTECODE": ""} | dict(settings or {})


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["without a word"])[-1]
