"""The `samling` command: one file per command, each a thin user of the product's HTTP or of `services.embedded`."""

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from shared.settings import Unusable

if TYPE_CHECKING:
    from shared.http.client import ApiProblem

# the files in which they stand; only that of the command that is given is loaded
COMMANDS = {
    "run": "run",
    "demo": "demo",
    "pack": "pack",
    "audit": "audit",
    "backup": "backup",
    "restore": "restore",
    "republish": "republish",
    "token": "token",
    "sign-in": "organisation",
    "organisation": "organisation",
    "http": "roles",
    "worker": "roles",
    "migrate": "roles",
    "docs": "docs",
}


class Samling(click.Group):
    """Knows its commands by name: a process of one role need not load what the others use."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"services.commands.{COMMANDS[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command


@click.group(cls=Samling, context_settings={"help_option_names": ["-h", "--help"]})
def samling() -> None:
    """Samling: gatherings for people who often hold nothing but a phone."""


def main() -> None:
    """Runs the command line; what cannot be used is said in one line each, and exit code 2."""
    os.environ.setdefault("PYTHONTZPATH", "")
    try:
        samling(prog_name="samling")
    except Unusable as fault:
        print(f"samling: {fault}", file=sys.stderr)
        sys.exit(2)
    except _api_problem() as problem:
        print(f"samling: {problem.title}: {problem.detail}", file=sys.stderr)
        sys.exit(1)


def _api_problem() -> "type[ApiProblem]":
    from shared.http.client import ApiProblem

    return ApiProblem
