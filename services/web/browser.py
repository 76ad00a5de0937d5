"""A browser, as far as a request tells: the secrets it was given, and a name by which its owner recognises it."""

from dataclasses import dataclass

_PROGRAMS = (  # what a later one says too stands before it
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Browser:
    """`asked`: the secret of one that asked for a link; `session`: the token of the session it has until now."""

    asked: str | None = None
    session: str | None = None
    name: str | None = None


def name_of(user_agent: str) -> str | None:
    """Program and system, such as `Firefox, Windows`; None if neither is known."""
    found = [next((name for sign, name in known if sign in user_agent), None) for known in (_PROGRAMS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or None
