"""`samling migrate`: brings databases to the schema of this version without starting anything."""

import os
import random

import click

from services.embedded import EmbeddedSettings, compose
from services.embedded.settings import SERVICES, Ports, surroundings
from shared.broker.in_process import InProcessBroker
from shared.clock import SystemClock
from shared.ids import random_ids
from shared.service import Runtime
from shared.settings import read


@click.command()
@click.argument("service", required=False, type=click.Choice([name for name in SERVICES if name != "sandbox"]))
def migrate(service: str | None) -> None:
    """Bring the database of one service, or of all, to the schema of this version."""
    settings = read(EmbeddedSettings, os.environ)
    runtime = Runtime(SystemClock(), random_ids, random.SystemRandom(), InProcessBroker(), settings.keys())
    product = compose(surroundings(os.environ, settings, Ports(settings.samling_port, 0, 0)), runtime)
    for name, part in product.services.items():
        if service in (None, name):
            changed = part.migrate()
            click.echo(f"{name}: {'brought up to date' if changed else 'already up to date'}")
    product.close()
