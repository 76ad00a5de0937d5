"""Installs what tests start, from the distribution's packages: servers where Docker does not answer, and Chromium."""

import os
import shutil
import subprocess
import sys

import click

from tests.support.chromium import chromium
from tests.support.servers import in_containers
from tests.support.servers.local import RABBITMQ, postgresql_programs

MISSING = (
    "make test needs {}: installed, or root on a Debian-like system (the servers: or Docker); "
    "`make test-embedded` needs Python only"
)


def lacking() -> list[str]:
    """Packages that are not installed."""
    found = {"chromium": chromium() is not None}
    if not in_containers():
        found |= {
            "postgresql": bool(postgresql_programs()),
            "rabbitmq-server": (RABBITMQ / "rabbitmq-server").exists(),
        }
    return [name for name, is_there in found.items() if not is_there]


def main() -> int:
    if not (packages := lacking()):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        click.echo(f"Installing {' and '.join(packages)} for the tests (once) …")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # the packages start no service
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if packages := lacking():
        click.echo(MISSING.format(" and ".join(packages)), err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
