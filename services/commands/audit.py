"""`samling audit`: recounts everything from raw rows and compares the services with one another."""

import sys
from dataclasses import dataclass
from typing import Any

import click

from services.commands.reach import Reach, reached

SERVICES = ("events", "registrations", "notifications", "partners", "web")


@dataclass(frozen=True)
class Line:
    """One book of the audit: what was counted, and whether it balances."""

    book: str
    told: str
    balanced: bool

    def __str__(self) -> str:
        return f"{'ok ' if self.balanced else 'OUT'}  {self.book}: {self.told}"


@click.command()
@click.option("--url", help="address of the running product")
def audit(url: str | None) -> None:
    """Recount seats, attendance, notifications and messages; exit 1 on any difference."""
    with reached(url) as reach:
        lines = audited(reach)
    for line in lines:
        click.echo(str(line))
    sys.exit(0 if all(line.balanced for line in lines) else 1)


def audited(reach: Reach) -> list[Line]:
    """Every book of every service, then every pair of services that talk."""
    reports = {name: reach.api(name).get(f"/api/{name}/v1/audit").raise_for_problem().json for name in SERVICES}
    lines = [_book(name, book) for name, report in reports.items() for book in report["books"]]
    for writer in SERVICES:
        for reader in SERVICES:
            said = reports[writer]["said"].get(reader, {})
            heard = reports[reader]["heard"].get(writer, {})
            if said or heard:
                lines.append(_talk(reach, writer, reader, said, heard))
    return lines


def _book(service: str, book: dict[str, Any]) -> Line:
    found = ", ".join(f"{name} {count}" for name, count in book["found"].items() if count)
    return Line(f"{service}: {book['name']}", f"{book['owed']} = {found or 0}", book["balanced"])


def _talk(reach: Reach, writer: str, reader: str, said: dict[str, Any], heard: dict[str, Any]) -> Line:
    lost = ghosts = 0
    for hour in sorted({*said, *heard}):
        if said.get(hour) != heard.get(hour):
            missing, extra = _compare(reach, writer, reader, hour)
            lost += missing
            ghosts += extra
    count = sum(entry["count"] for entry in said.values())
    told = f"{count} said and heard" if not lost + ghosts else f"{count} said, {lost} lost, {ghosts} never said"
    return Line(f"{writer} to {reader}", told, lost + ghosts == 0)


def _compare(reach: Reach, writer: str, reader: str, hour: str) -> tuple[int, int]:
    said = _ids(reach, writer, "said", reader, hour)
    heard = _ids(reach, reader, "heard", writer, hour)
    lost = [message for message, confirmed in said.items() if confirmed and message not in heard]
    ghosts = [message for message in heard if message not in said]
    return len(lost), len(ghosts)


def _ids(reach: Reach, service: str, direction: str, neighbour: str, hour: str) -> dict[str, bool]:
    path = f"/api/{service}/v1/audit/ids?direction={direction}&neighbour={neighbour}&hour={hour.replace('+', '%2B')}"
    answer: dict[str, bool] = reach.api(service).get(path).raise_for_problem().json["ids"]
    return answer
