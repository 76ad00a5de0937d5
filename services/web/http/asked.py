"""What an address asks of a list, as far as it can be meant."""

import re
from collections.abc import Collection

from flask import request

CURSOR = re.compile(r"[A-Za-z0-9_=-]{1,600}")


def cursor_asked() -> str | None:
    """Where the list goes on; None: from its beginning."""
    asked = request.args.get("cursor", "")
    return asked if CURSOR.fullmatch(asked) else None


def known_word(name: str, words: Collection[str]) -> str | None:
    """The word of this name in the query, if it is one of these."""
    asked = request.args.get(name, "")
    return asked if asked in words else None
