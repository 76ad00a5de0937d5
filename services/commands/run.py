"""`samling run`: the whole product on this machine, until Ctrl-C."""

import os
import signal
import threading
from types import FrameType

import click

from services.commands.pack import PACKS, load_pack
from services.commands.reach import Reach
from services.embedded import Running, start
from shared import logs
from shared.http.client import ApiClient

OWNER = "owner@example.org"


@click.command()
@click.option("--pack", "name", type=click.Choice(PACKS), help="on an empty data folder: make the organisation `demo`")
def run(name: str | None) -> None:
    """Start everything in one process; prints where to look and how to sign in."""
    logs.configure()
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    with start(os.environ) as running:
        api = Reach({key: ApiClient(service.app) for key, service in running.product.services.items()}, running.keys)
        if running.is_new and name:
            load_pack(api, name, organisation="demo", owner=OWNER)
        _greet(running, api, signed=name is not None)
        while not stop.wait(0.5):
            pass
        click.echo("Stopping …")


def _greet(running: Running, reach: Reach, *, signed: bool) -> None:
    click.echo(f"Samling listens on {running.address}")
    if running.sandbox_address:
        click.echo(f"  phone    {running.address}/sandbox/phone")
        click.echo(f"  mailbox  {running.address}/sandbox/mail")
    path = "/api/web/v1/sign-in-links" if signed else "/api/web/v1/set-up-links"
    body = {"email": OWNER} if signed else {}
    answer = reach.api("web").post(path, json=body)
    if answer.status < 400:
        click.echo(f"  {'console ' if signed else 'set-up  '} {answer.json['url']}  (good once, for ten minutes)")
    click.echo("Ctrl-C stops it.")
