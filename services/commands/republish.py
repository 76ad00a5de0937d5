"""`samling republish`: has a service say again how everything stands."""

from collections.abc import Callable

import click

from services.commands.reach import Reach, reached

SERVICES = ("events", "registrations", "partners")  # those that decide something that others keep copies of


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.option("--from", "cursor", help="go on where an earlier run was left off: the cursor that it printed")
@click.option("--url", help="address of the running product")
def republish(service: str, cursor: str | None, url: str | None) -> None:
    """Say the present state of every subject again; nobody is told anything by it."""
    with reached(url) as reach:
        said = say_again(reach, service, cursor, told=lambda text: click.echo(text, err=True))
    click.echo(f"{service}: {said} subjects were said again")


def say_again(reach: Reach, service: str, cursor: str | None = None, *, told: Callable[[str], None]) -> int:
    """Says everything from the cursor on, piece by piece; how many subjects that was. `told` hears of each piece."""
    said = 0
    while True:
        # a token lives for less than an hour, and this may take longer
        answer = reach.api(service).post(f"/api/{service}/v1/republish", json={"cursor": cursor}).raise_for_problem()
        said += int(answer.json["said"])
        cursor = answer.json["next"]
        if cursor is None:
            return said
        told(f"{said} said; goes on from {cursor}")
