"""Who may know whom: services not one another, `shared` no service, and each library only its one place."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.source import SERVICES, files, imports_of, is_in

TOGETHER = ("services/embedded", "services/commands")  # they alone know more than one service

ONLY = {
    "ics": ("shared/icalendar",),
    "icalendar": ("shared/icalendar", "services/sandbox/opened_mail.py", "services/commands/demo"),
    "kombu": ("shared/broker",),
    "pika": ("shared/broker",),
    "amqp": ("shared/broker",),
    "twilio": (
        "services/notifications/channels",
        "services/notifications/http/inbound.py",  # verifies what the other one signs
        "services/sandbox/jobs.py",
    ),
    "smtplib": ("services/notifications/channels",),
    "aiosmtpd": ("services/sandbox",),
    "waitress": ("shared/http/server.py", "services/sandbox"),
    "requests": ("shared/http/client.py", "services/commands/demo"),
}

KNOW_THE_DATABASE = (  # and nothing else asks which one it is
    "shared/database.py",
    "shared/sql.py",
    "shared/columns.py",
    "shared/broker",
    "services/embedded",
    "services/commands/keeping",
    "shared/bulk.py",
)


def imported(file: Path, names: Iterable[str]) -> list[str]:
    return [module for module in imports_of(file) for name in names if f"{module}.".startswith(f"{name}.")]


def test_no_service_imports_another() -> None:
    faults = [
        f"{file} imports {module}"
        for name in SERVICES
        for file in files()
        if is_in(file, f"services/{name}")
        for module in imported(file, ["services"])
        if not f"{module}.".startswith(f"services.{name}.") and module != "services"
    ]
    assert faults == []


def test_shared_imports_no_service() -> None:
    faults = [f"{file} imports {m}" for file in files() if is_in(file, "shared") for m in imported(file, ["services"])]
    assert faults == []


def test_no_code_imports_tests() -> None:
    assert [file for file in files() if imported(file, ["tests", "bench"])] == []


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_has_its_one_place(library: str) -> None:
    assert [str(file) for file in files() if imported(file, [library]) and not is_in(file, *ONLY[library])] == []


def test_only_those_who_must_know_which_database_it_is() -> None:
    asking = [
        str(file)
        for file in files()
        if imported(file, ["sqlalchemy.dialects", "sqlite3", "psycopg"]) and not is_in(file, *KNOW_THE_DATABASE)
    ]
    assert asking == []


def test_the_standard_modules_of_a_service_are_where_everybody_looks_for_them() -> None:
    standard = ("__init__", "service", "settings", "handlers", "jobs", "queries", "schemas", "books")
    missing = [
        f"services/{name}/{module}.py"
        for name in SERVICES
        for module in standard
        if Path(f"services/{name}/{module}.py") not in files() and not is_folder(name, module)
    ]
    assert [path for path in missing if path not in NOT_NEEDED] == []


NOT_NEEDED = {
    "services/sandbox/handlers.py",  # it hears no messages
    "services/sandbox/books.py",  # it is the world outside, which has no books
}


def is_folder(service: str, module: str) -> bool:
    return any(is_in(file, f"services/{service}/{module}") for file in files())
