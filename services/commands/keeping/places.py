"""Where the databases of the services are."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, make_url

from services.embedded.settings import EmbeddedSettings, Ports, surroundings
from shared.settings import Unusable, read

# the sandbox is the world outside: what its phones received stays received
KEPT = ("events", "registrations", "notifications", "partners", "web")


def places(environment: Mapping[str, str]) -> dict[str, URL]:
    """The address of each service's database. Raises Unusable."""
    settings = read(EmbeddedSettings, environment)
    told = surroundings(environment, settings, Ports(0, 0, 0))
    found = {name: make_url(_address(name, told)) for name in KEPT}
    if len({url.get_backend_name() for url in found.values()}) > 1:
        raise Unusable("some databases are SQLite and others PostgreSQL: there is no one instant for both")
    return found


def are_files(found: Mapping[str, URL]) -> bool:
    """Whether they are SQLite files."""
    return all(url.get_backend_name() == "sqlite" for url in found.values())


def file_of(url: URL) -> Path:
    return Path(url.database or "")


def _address(name: str, environment: Mapping[str, str]) -> str:
    key = f"{name.upper()}_DATABASE_URL"
    file = environment.get(f"{key}_FILE")
    if file is None:
        return environment[key]
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise Unusable(f"{key}_FILE: {fault.strerror}") from None
