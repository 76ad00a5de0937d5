"""`samling demo`: the main job as a story in the terminal, on a throw-away product or on one that runs."""

import logging
import os
import sys
import tempfile

import click
import requests

from services.commands.demo.playbill import Playbill, RunningPlaybill
from services.commands.demo.stage import Place, Stage, Unlike
from services.commands.demo.story import STORY
from services.embedded import EmbeddedSettings, start
from shared import logs
from shared.clock import ShiftedClock
from shared.settings import Unusable, read

PHONES = range(200, 990, 10)  # where blocks of numbers begin, all reserved for fiction


@click.command()
@click.option("--weather", help='how the sandbox misbehaves, as JSON: {"sms": {"refuse": 1}}')
@click.option("--url", help="play on the product that runs there; SAMLING_SECRET_KEY must be its key")
@click.option("--sandbox-url", help="where that product's sandbox is, if not at the same address")
def demo(weather: str | None, url: str | None, sandbox_url: str | None) -> None:
    """Play the main job: invite, answer, wait, move, cancel, check in, tell a partner; then audit. Exit 0 if all of it
    happened."""
    logs.configure(level=logging.ERROR)
    if url:
        sys.exit(_play_on_running(url.rstrip("/"), (sandbox_url or url).rstrip("/"), weather))
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        clock = ShiftedClock()
        quiet = {"SAMLING_DATA_DIR": folder, "SAMLING_PORT": "0"}
        quiet |= {"SAMLING_DECLINE_GRACE": "0", "SAMLING_SENDING_UNDO": "0"}
        with start(environment | quiet, clock=clock) as running:
            place = Place(running.local_address, str(running.sandbox_address), running.keys)
            sys.exit(_play(Stage(place, clock, Playbill()), weather))


def _play_on_running(url: str, sandbox_url: str, weather: str | None) -> int:
    """Plays with an organisation, phones and mailboxes that this product has not seen yet."""
    clock = ShiftedClock()
    place = Place(url, sandbox_url, read(EmbeddedSettings, os.environ).keys())
    playbill = RunningPlaybill(
        organisation=f"demo-{clock.now():%y%m%d-%H%M%S}",
        owner=f"owner+{clock.now():%y%m%d%H%M%S}@example.org",
        first_phone=_unused_phones(sandbox_url),
    )
    stage = Stage(place, clock, playbill)
    stage.tell(f"Organisation {playbill.organisation} on {url}, phones and mailboxes on {sandbox_url}")
    return _play(stage, weather)


def _unused_phones(sandbox_url: str) -> int:
    """Answers count for the phone they come from: none may have an invitation open from an earlier story."""
    for first in PHONES:
        query = {"to": f"+447700900{first:03}", "limit": "1"}
        try:
            answer = requests.get(f"{sandbox_url}/sandbox/api/sms", params=query, timeout=10)
            answer.raise_for_status()
        except requests.RequestException as fault:
            raise Unusable(
                f"there is no sandbox at {sandbox_url} ({type(fault).__name__}); set --sandbox-url"
            ) from None
        if not answer.json()["items"]:
            return first
    raise Unusable("every phone of this sandbox has been used; empty the sandbox's database")


def _play(stage: Stage, weather: str | None) -> int:
    if weather:
        stage.weather(weather)
    for number, scene in enumerate(STORY, start=1):
        title = (scene.__doc__ or "").strip()
        stage.heading(f"{number}. {title}")
        try:
            scene(stage)
        except Unlike as fault:
            stage.fail(f"This did not happen: {fault}")
            return 1
    stage.heading("All of it happened.")
    return 0


def _is_setting(name: str) -> bool:
    return name.startswith(("SAMLING_", "TWILIO_", "SMTP_", "MAIL_", "SANDBOX_")) or name.endswith("_DATABASE_URL")
