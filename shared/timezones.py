"""Time zones by IANA name, from the tzdata package, never the machine's: every host tells the same time."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from shared.problems import Invalid


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Every zone name we know."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


@lru_cache(maxsize=700)
def zone(name: str) -> ZoneInfo:
    """The zone of this name; an unknown name is refused."""
    # Only a listed name becomes a path: "../../etc/passwd" is simply unknown.
    if name not in names():
        raise Invalid("This is not a time zone of the IANA database: write it as Europe/Oslo.")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)
