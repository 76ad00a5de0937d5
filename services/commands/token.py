"""`samling token`: a bearer token for the HTTP API."""

import os
from datetime import UTC, datetime, timedelta

import click

from services.embedded import EmbeddedSettings
from shared.settings import read
from shared.tokens import ROLES, Identity, issue


@click.command()
@click.option("--organisation", required=True, help="slug of the organisation")
@click.option("--role", required=True, type=click.Choice([role for role in ROLES if role != "participant"]))
@click.option("--network", help="id of the one network that it is good for")
@click.option("--partner", help="id of the partner, with --role partner")
def token(organisation: str, role: str, network: str | None, partner: str | None) -> None:
    """Print a bearer token that lives twelve hours, on the last line."""
    if (role == "partner") != (partner is not None):
        raise click.UsageError("--role partner and --partner ID go together")
    settings = read(EmbeddedSettings, os.environ)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity = Identity(
        organisation=organisation,
        role=role,
        subject="command",
        network=network,
        partner=partner,
        expires_at=datetime.now(UTC) + timedelta(hours=12),
    )
    click.echo(issue(settings.keys(), identity))
