"""What the routes need beside the edge: where links lead, and what each channel takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app

from services.notifications.reach import World

EXTENSION = "notifications.house"


@dataclass(frozen=True)
class House:
    """`waits`: by channel, why it sends nothing by the settings, if so."""

    public_url: str
    worlds: Mapping[str, World]
    waits: Mapping[str, str | None]


def house() -> House:
    """That of the app that serves the present request."""
    return cast(House, current_app.extensions[EXTENSION])
