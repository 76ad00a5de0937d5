"""`samling demo`: the main job as a story in the terminal, on a throw-away product."""

import logging
import os
import sys
import tempfile

import click

from services.commands.demo.stage import Stage, Unlike
from services.commands.demo.story import STORY
from services.embedded import start
from shared import logs
from shared.clock import ShiftedClock


@click.command()
@click.option("--weather", help='how the sandbox misbehaves, as JSON: {"sms": {"refuse": 1}}')
def demo(weather: str | None) -> None:
    """Play the main job: invite, answer, wait, move, cancel, check in, tell a partner; then audit. Exit 0 if all of it
    happened."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        clock = ShiftedClock()
        quiet = {"SAMLING_DATA_DIR": folder, "SAMLING_PORT": "0", "SAMLING_DECLINE_GRACE": "0"}
        logs.configure(level=logging.ERROR)
        with start(environment | quiet, clock=clock) as running:
            stage = Stage(running, clock)
            if weather:
                stage.weather(weather)
            sys.exit(_play(stage))


def _play(stage: Stage) -> int:
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
