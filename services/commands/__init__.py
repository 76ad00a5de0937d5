"""The `samling` command: one file per command, each a thin user of the product's HTTP or of `services.embedded`."""

import os
import sys

import click

from services.commands.audit import audit
from services.commands.backup import backup
from services.commands.demo import demo
from services.commands.docs import docs
from services.commands.organisation import organisation, sign_in
from services.commands.pack import pack
from services.commands.republish import republish
from services.commands.restore import restore
from services.commands.roles import http, migrate, worker
from services.commands.run import run
from services.commands.token import token
from shared.http.client import ApiProblem
from shared.settings import Unusable

COMMANDS = (
    run,
    demo,
    pack,
    audit,
    backup,
    restore,
    republish,
    token,
    sign_in,
    organisation,
    http,
    worker,
    migrate,
    docs,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def samling() -> None:
    """Samling: gatherings for people who often hold nothing but a phone."""


for command in COMMANDS:
    samling.add_command(command)


def main() -> None:
    """Runs the command line; what cannot be used is said in one line each, and exit code 2."""
    os.environ.setdefault("PYTHONTZPATH", "")
    try:
        samling(prog_name="samling")
    except Unusable as fault:
        print(f"samling: {fault}", file=sys.stderr)
        sys.exit(2)
    except ApiProblem as problem:
        print(f"samling: {problem.title}: {problem.detail}", file=sys.stderr)
        sys.exit(1)
