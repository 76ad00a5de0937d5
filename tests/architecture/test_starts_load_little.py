"""A process loads at its start what its work begins with: who was killed is back the sooner."""

import subprocess
import sys

from tests.architecture.source import ROOT, SERVICES

# what only some work needs: schema steps, reading numbers, calendars and mail, and the broker, which a setting chooses
LATER = {"alembic", "phonenumbers", "ics", "icalendar", "aiosmtpd", "pika", "kombu"}


def loaded_by(program: str) -> set[str]:
    asked = f"import sys\n{program}\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ended.stdout.split())


def test_services_load_what_only_some_work_needs_when_that_work_comes() -> None:
    program = "\n".join(f"import services.{service}.__main__" for service in SERVICES)
    assert loaded_by(program) & LATER == set()


def test_the_command_line_loads_no_command_but_the_one_that_is_given() -> None:
    loaded = loaded_by("from services.commands import samling\nsamling.get_command(None, 'http')")
    assert {name for name in loaded if name.startswith(("services.", "sqlalchemy", "flask"))} == {
        "services.commands",
        "services.commands.roles",
    }


def test_twin_what_an_import_loads_would_be_seen() -> None:
    assert loaded_by("import services.sandbox.smtp") & LATER == {"aiosmtpd"}
