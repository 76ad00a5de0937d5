"""`samling backup`: all databases and the key as they are at one instant, also beside a running product."""

import os
import shutil
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import click

from services.commands.keeping import manifest, postgresql_dumps, sqlite_files
from services.commands.keeping.manifest import KEY, Manifest
from services.commands.keeping.places import are_files, file_of, places
from services.embedded.settings import EmbeddedSettings
from shared.clock import Clock, SystemClock
from shared.settings import Unusable, read

Told = Callable[[str], None]


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def backup(target: Path) -> None:
    """Copy all databases and the key into DIR, which must not hold anything yet."""
    taken = back_up(target, os.environ, told=lambda text: click.echo(text, err=True))
    click.echo(f"{target} holds everything as it was at {taken.taken_at:%Y-%m-%d %H:%M:%S} UTC, and the secret key")
    if taken.under_way:
        click.echo(f"{taken.under_way} messages were under way in the broker; a restore says everything again")


def back_up(
    target: Path, environment: Mapping[str, str], *, told: Told = lambda _text: None, clock: Clock | None = None
) -> Manifest:
    """Takes a backup: the folder appears when it is whole, for its owner alone. Raises Unusable."""
    if target.exists() and any(target.iterdir()):
        raise Unusable(f"{target} is not empty; name a folder that does not exist yet")
    keys = read(EmbeddedSettings, environment).keys()
    found = places(environment)
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        (unfinished / KEY).touch(mode=0o600)
        (unfinished / KEY).write_text("\n".join(keys.secrets) + "\n", encoding="ascii")
        now = clock or SystemClock()
        if are_files(found):
            taken_at, names, under_way = now.now(), {name: f"{name}.sqlite3" for name in found}, 0
            with sqlite_files.standing_still({name: file_of(url) for name, url in found.items()}) as views:
                for name, view in views.items():
                    told(f"copying {name}")
                    sqlite_files.copy(view, unfinished / names[name], told)
        else:
            taken_at, names = now.now(), {name: f"{name}.dump" for name in found}
            under_way = postgresql_dumps.dump({unfinished / names[name]: url for name, url in found.items()}, told)
        kind = "sqlite" if are_files(found) else "postgresql"
        taken = Manifest(taken_at, version("samling"), kind, names, under_way)
        manifest.write(unfinished, taken)
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return taken
