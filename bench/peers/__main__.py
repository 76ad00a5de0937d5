"""`python -m bench.peers [NAME…] [--full] [--save FILE]`: ours beside peers and limits, on the same servers in one run.

A NAME is fan_out (Celery, dramatiq), check_in (nameko, FastStream) or pretix. `--full` takes larger sizes; `--save`
also writes Markdown to FILE. BENCH_LOCK=FILE makes each measurement wait until nobody else holds a lock on that file.
"""

import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from bench.findings import Findings
from bench.machine import busyness, description
from bench.peers.environment import NotHere
from bench.peers.ground import PeerGround

ALL = ("fan_out", "check_in", "pretix")
LACKING = """Not compared: Indico, since 3.3 needs Python 3.12.2 or a later 3.12, and older machines get an old release;
GOV.UK Notify, which is on no package index."""


@click.command(help=__doc__)
@click.argument("names", nargs=-1)
@click.option("--full", is_flag=True)
@click.option("--save", type=click.Path(path_type=Path))
def main(names: tuple[str, ...], full: bool, save: Path | None) -> None:
    said = [f"# Beside peers, {datetime.now(UTC):%-d %B %Y}\n\n{description()}; {busyness()} at the beginning.\n"]
    print(said[0])
    for name in names or ALL:
        with PeerGround() as ground:
            try:
                found: Findings = import_module(f"bench.peers.{name}").measure(ground, full=full)
            except NotHere as reason:
                found = Findings(f"{name}: not compared", remarks=[f"{reason}."])
            except Exception:
                print(traceback.format_exc(), ground.complaints(), sep="\n", file=sys.stderr, flush=True)
                raise
        found.remarks.append(f"At the end of this: {busyness()}.")
        said.append(found.markdown())
        print(said[-1], flush=True)
        if save:
            save.write_text("\n".join(said), encoding="utf-8")
    print(LACKING)


if __name__ == "__main__":
    main()
