"""`samling organisation` and `samling sign-in`: who may organise, said by the operator of the machine."""

import click

from services.commands.reach import reached


@click.command()
@click.argument("slug")
@click.option("--name", help="as people read it (unset: the slug)")
@click.option("--owner", "owner", required=True, help="e-mail address of its first owner")
@click.option("--url", help="address of the running product")
def organisation(slug: str, name: str | None, owner: str, url: str | None) -> None:
    """Make an organisation and its first owner; prints a sign-in link."""
    with reached(url) as reach:
        api = reach.api("web")
        body = {"slug": slug, "name": name or slug, "owner_email": owner}
        api.post("/api/web/v1/organisations", json=body).raise_for_problem()
        link = api.post("/api/web/v1/sign-in-links", json={"email": owner}).raise_for_problem().json
    click.echo(link["url"])


@click.command("sign-in")
@click.argument("email")
@click.option("--url", help="address of the running product")
def sign_in(email: str, url: str | None) -> None:
    """Print a sign-in link for an organiser, good once and for ten minutes."""
    with reached(url) as reach:
        link = reach.api("web").post("/api/web/v1/sign-in-links", json={"email": email}).raise_for_problem().json
    click.echo(link["url"])
