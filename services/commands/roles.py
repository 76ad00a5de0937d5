"""`samling http`, `worker` and `migrate`: one role of one service, as a process of its own."""

import os
from importlib import import_module

import click

from services import SERVICES
from shared.settings import read

_SERVICE = click.Choice(SERVICES)


@click.command()
@click.argument("service", type=_SERVICE)
def http(service: str) -> None:
    """Answer the requests of one service until told to stop."""
    _role(service, "http")


@click.command()
@click.argument("service", type=_SERVICE)
def worker(service: str) -> None:
    """Relay, receive, handle and do what is due in one service until told to stop."""
    _role(service, "worker")


@click.command()
@click.argument("service", required=False, type=_SERVICE)
def migrate(service: str | None) -> None:
    """Bring the database of one service, or of all, to the schema of this version; with all, the broker's policies."""
    from shared.broker.rabbitmq.definitions import DefinitionSettings, import_definitions  # most commands never ask

    if service is None and import_definitions(read(DefinitionSettings, os.environ)):
        click.echo("broker: policies and the queue of dead letters are in place")
    with_sandbox = bool(os.environ.get("SANDBOX_DATABASE_URL") or os.environ.get("SANDBOX_DATABASE_URL_FILE"))
    for name in [service] if service else [name for name in SERVICES if name != "sandbox" or with_sandbox]:
        _role(name, "migrate")


def _role(service: str, role: str) -> None:
    group: click.Group = import_module(f"services.{service}.__main__").command
    group([role], standalone_mode=False)
