"""What a page needs beside the texts that it shows before they are sent."""

from collections.abc import Iterable
from typing import Any

from services.web import queries
from services.web.http.visitor import visitor
from services.web.languages import OWN_NAMES, language
from services.web.pages import pages

Shown = dict[str, Any]


def around(previews: Iterable[Shown | None]) -> Shown:
    """Which of their languages nobody has read yet, and in which direction each is written."""
    found = [one for preview in previews if preview for one in preview["languages"]]
    with pages().database.read() as tx:
        unchecked = queries.unchecked(tx, visitor().account.organisation, {one["language"] for one in found})
    written = {one["written_in"] for one in found} & OWN_NAMES.keys()
    return {"unchecked": unchecked, "directions": {tag: language(tag).direction for tag in written}}
