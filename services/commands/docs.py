"""`samling docs`: the documents that are generated from the code, and whether those in the checkout are fresh."""

import sys
from pathlib import Path

import click

from services.commands.documents import DOCUMENTS

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


@click.command()
@click.option("--check", is_flag=True, help="write nothing; exit 1 if a document is stale")
def docs(check: bool) -> None:
    """Write OpenAPI, AsyncAPI, settings and messages into docs/reference/."""
    stale = []
    for name, text in sorted(generated().items()):
        file = FOLDER / name
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    for name in stale:
        click.echo(f"{'stale' if check else 'written'}: docs/reference/{name}")
    if check and stale:
        click.echo("Run `make docs` and commit what it writes.", err=True)
        sys.exit(1)


def generated() -> dict[str, str]:
    """Every generated document by its file name."""
    return {name: text for make in DOCUMENTS for name, text in make().items()}
