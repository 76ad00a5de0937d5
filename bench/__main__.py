"""`python -m bench [NAME…] [--full] [--save FILE]`: runs benchmarks, each beside its limit, and prints what they found.

A NAME is a file of this folder: rsvp, fan_out, check_in, reading, embedded. `--full` takes the sizes of the goals
(30,000 invitations, a million members) instead of small ones; `--save` also writes Markdown to FILE and JSON beside it.
"""

import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from bench.findings import Findings
from bench.ground import Ground
from bench.machine import busyness, description

ALL = ("rsvp", "fan_out", "check_in", "reading", "embedded")


@click.command(help=__doc__)
@click.argument("names", nargs=-1)
@click.option("--full", is_flag=True)
@click.option("--save", type=click.Path(path_type=Path))
def main(names: tuple[str, ...], full: bool, save: Path | None) -> None:
    began = datetime.now(UTC)
    found: list[Findings] = []
    head = f"# Benchmarks of {began:%-d %B %Y}\n\n{description()}; {busyness()} at the beginning.\n"
    print(head)
    for name in names or ALL:
        with Ground() as ground:
            findings = import_module(f"bench.{name}").measure(ground, full=full)
        print(findings.markdown(), flush=True)
        found.append(findings)
        if save:
            save.write_text("\n".join([head, *(one.markdown() for one in found)]), encoding="utf-8")
            record = {"machine": description(), "at": began.isoformat(), "findings": [one.json() for one in found]}
            save.with_suffix(".json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    missed = [goal.name for one in found for goal in one.goals if not goal.kept]
    print(f"{sum(len(one.goals) for one in found)} goals, {len(missed)} missed" + "".join(f"\n- {m}" for m in missed))
    sys.exit(0)


if __name__ == "__main__":
    main()
