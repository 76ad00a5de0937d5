"""`samling restore`: brings a backup back; nothing is sent until a person lets each network go again."""

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from services.commands.keeping import after_restore, manifest, postgresql_dumps, sqlite_files
from services.commands.keeping.after_restore import Settled
from services.commands.keeping.manifest import KEY, Manifest
from services.commands.keeping.places import KEPT, are_files, places
from services.embedded.data_folder import DataFolder
from services.embedded.settings import EmbeddedSettings
from shared.clock import Clock, SystemClock
from shared.keys import Keys
from shared.settings import Unusable, read

Told = Callable[[str], None]
NEXT = """Nothing is sent until you let each network go. Start the product, look at the audit and the replies, then:
  in the console: the network, "start sending"; or PATCH /api/events/v1/networks/ID {"sending": "on"}"""


@click.command()
@click.argument("source", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="if there are data: keep them beside, and put the backup in their place")
@click.option("--service", "services", multiple=True, type=click.Choice(KEPT), help="bring back this one alone")
def restore(source: Path, replace: bool, services: tuple[str, ...]) -> None:
    """Bring back the backup in DIR; the product must not run."""
    settled = bring_back(
        source, os.environ, services=services, replace=replace, told=lambda text: click.echo(text, err=True)
    )
    click.echo(f"Brought back. Sending is held in: {', '.join(settled.held) or 'no network that was on'}.")
    click.echo(NEXT)


def bring_back(
    source: Path,
    environment: Mapping[str, str],
    *,
    services: Collection[str] = (),
    replace: bool = False,
    told: Told = lambda _text: None,
    clock: Clock | None = None,
) -> Settled:
    """Restores these services (none named: all). Raises Unusable; then nothing was changed."""
    taken = manifest.read(source)
    are = are_files(places(environment))
    if taken.kind != ("sqlite" if are else "postgresql"):
        raise Unusable(f"{source} holds databases of {taken.kind}, and the settings name others")
    _check_keys(source, environment)
    restoring = Restoring(
        source, taken, environment, wanted=frozenset(services or taken.files), replace=replace, told=told, clock=clock
    )
    return restoring.files() if are else restoring.databases()


def _check_keys(source: Path, environment: Mapping[str, str]) -> None:
    """Links and reply addresses that were sent come from the keys of that time."""
    given = read(EmbeddedSettings, environment).samling_secret_key
    kept = Keys.parse((source / KEY).read_text(encoding="ascii")).secrets
    if given and not set(kept) <= set(Keys.parse(given).secrets):
        raise Unusable(f"SAMLING_SECRET_KEY lacks a key of the backup: add those in {source / KEY} after the newest")


@dataclass(frozen=True)
class Restoring:
    """One backup on its way back to where the settings say."""

    source: Path
    taken: Manifest
    environment: Mapping[str, str]
    wanted: frozenset[str]
    replace: bool
    told: Told
    clock: Clock | None

    def files(self) -> Settled:
        """Makes a whole folder beside, and puts it in the place of the old one when it is ready."""
        folder = read(EmbeddedSettings, self.environment).folder
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        with closing(DataFolder(folder)) as there:
            self._check(folder, there.is_new)
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700, parents=True)
            try:
                self._fill(folder, unfinished)
                inside = dict(self.environment) | {"SAMLING_DATA_DIR": str(unfinished)}
                settled = self._settle(inside, again=self.wanted != frozenset(self.taken.files))
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
        if {file.name for file in folder.iterdir()} <= {"lock", KEY}:
            shutil.rmtree(folder)
        else:
            folder.rename(kept := self._beside(folder))
            self.told(f"what was there before is kept in {kept}")
        unfinished.rename(folder)
        return settled

    def databases(self) -> Settled:
        """Fills each database; one that had data goes on under another name."""
        found = {name: url for name, url in places(self.environment).items() if name in self.wanted}
        for url in found.values():
            postgresql_dumps.check_unused(url, replace=self.replace)
        for name, url in found.items():
            kept = postgresql_dumps.make_room(url, self._stamp)
            if kept:
                self.told(f"the data of {name} of before are kept in the database {kept}")
            self.told(f"bringing back {name}")
            postgresql_dumps.bring_back(self.source / self.taken.files[name], url)
        folder = read(EmbeddedSettings, self.environment).folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._bring_key(folder, folder)
        # what the broker carried at that instant is in no dump
        return self._settle(self.environment, again=True)

    def _check(self, folder: Path, is_new: bool) -> None:
        if not is_new and not self.replace:
            raise Unusable(f"{folder} has data; with --replace they are kept beside")
        if folder.is_mount():
            raise Unusable(f"{folder} is a mount point and cannot be renamed: set SAMLING_DATA_DIR to a folder in it")
        if is_new and self.wanted != frozenset(self.taken.files):
            raise Unusable(f"{folder} has no data beside which some services alone could be brought back")

    def _fill(self, folder: Path, target: Path) -> None:
        for file in folder.glob("*.sqlite3"):  # what is not brought back stays as it is
            if file.stem not in self.wanted:
                with sqlite_files.standing_still({file.stem: file}) as views:
                    sqlite_files.copy(views[file.stem], target / file.name)
        for name in sorted(self.wanted):
            self.told(f"bringing back {name}")
            shutil.copyfile(self.source / self.taken.files[name], target / f"{name}.sqlite3")
            (target / f"{name}.sqlite3").chmod(0o600)
        self._bring_key(folder, target)

    def _bring_key(self, folder: Path, target: Path) -> None:
        """The backup's keys, with those made since: what they signed is still out there."""
        if read(EmbeddedSettings, self.environment).samling_secret_key:
            return
        texts = [file.read_text(encoding="ascii") for file in (folder / KEY, self.source / KEY) if file.exists()]
        (target / KEY).touch(mode=0o600)
        (target / KEY).write_text("\n".join(dict.fromkeys(" ".join(texts).split())) + "\n", encoding="ascii")

    def _beside(self, folder: Path) -> Path:
        kept = folder.with_name(f"{folder.name}.before-{self._stamp}")
        return kept if not kept.exists() else kept.with_name(f"{kept.name}-{len(list(folder.parent.iterdir()))}")

    def _settle(self, environment: Mapping[str, str], *, again: bool) -> Settled:
        return after_restore.settle(
            environment,
            taken_at=self.taken.taken_at,
            restored=self.wanted,
            again=again,
            told=self.told,
            clock=self.clock,
        )

    @property
    def _stamp(self) -> str:
        return f"{(self.clock or SystemClock()).now():%Y%m%dT%H%M%S}"
