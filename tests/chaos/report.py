"""The report of a long run: what was done to the product, how long it took to recover, and what was broken."""

import os
import platform
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.chaos.acts import Plan
from tests.chaos.chaos import Verdict
from tests.chaos.promises import Kind
from tests.support.servers.local import RABBITMQ, postgresql_programs

MINUTE = 60.0
MOST_TOLD = 40  # broken promises that are told in words


@dataclass(frozen=True)
class Played:
    """One act, as it went; `failure` if it could not be played to its end."""

    name: str
    promise: str
    seconds: float
    verdict: Verdict | None
    skipped: Sequence[str] = ()
    failure: str = ""

    @property
    def is_well(self) -> bool:
        return not self.failure and self.verdict is not None and not self.verdict.broken


def written(plan: Plan, day: str, played: Sequence[Played], load: Sequence[float]) -> str:
    """The whole report as Markdown."""
    lines = [
        f"# Chaos, {day}",
        "",
        f"`make chaos KILLS={plan.kills} SERVERS={plan.server_kills} ROUNDS={plan.rounds} SEED={plan.seed}` on "
        f"{machine()}; load average {load[0]:.1f} when it began. Real processes and servers, all on this one machine; "
        "what each trouble is stands in `tests/chaos/`.",
        "",
        "**Recovery**: seconds from the kill (from the end of the trouble, where it lasts) until everything that was "
        "asked up to a second after it was told to whom it was owed: texts as the provider took them, mail as the "
        "mailbox got it, attendance as the partner heard it. Troubles come every few seconds, so one recovery may "
        "contain the next trouble; 0.0 says that nothing was owed at that instant.",
        "",
        "**Lost, ghost, double**: every answer of 2xx against what is there, every text in the provider's log against "
        "one notification, what each person and the partner has in hand against what she is owed, and `samling audit`.",
        "",
        *_summary(played),
    ]
    for act in played:
        lines += ["", f"## {act.name[0].upper()}{act.name[1:]}", "", act.promise, "", *_act(act)]
    return "\n".join(lines) + "\n"


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, {_version('PostgreSQL')}, {_version('RabbitMQ')}"
    )


def _version(server: str) -> str:
    programs = postgresql_programs()
    if server == "PostgreSQL":
        command = [str(programs / "postgres"), "--version"] if programs else []
    else:
        found = sorted((RABBITMQ.parent / "lib").glob("rabbitmq_server-*"))
        return f"{server} {found[-1].name.partition('-')[2]}" if found else f"{server} in a container"
    if not command:
        return f"{server} in a container"
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return f"{server} {said.split()[2]}"


def _summary(played: Sequence[Played]) -> list[str]:
    rows = []
    for act in played:
        kinds = Counter(broken.kind for broken in act.verdict.broken) if act.verdict else Counter()
        deaths = sum(act.verdict.kills.values()) if act.verdict else 0
        asked = len(act.verdict.asked) if act.verdict else 0
        rows.append(
            [act.name, f"{act.seconds:.0f}", deaths, asked, *(kinds[kind] for kind in Kind), act.failure or "–"]
        )
    head = ["act", "seconds", "process kills", "owed and told", *Kind, "not played because"]
    return _table(head, rows)


def _act(act: Played) -> list[str]:
    lines = [f"*Not here:* {reason}" for reason in act.skipped]
    verdict = act.verdict
    if verdict is None or not verdict.applied:
        return lines
    lines += _table(
        ["trouble", "times", "recovery s: median", "worst", "within a minute"], _spread(verdict.recoveries())
    )
    lines += [
        "",
        *_table(["owed since", "times", "told after s: median", "worst", "within a minute"], _spread(verdict.waits())),
    ]
    counts = verdict.counts
    lines += [
        "",
        f"{counts['people']} people in {counts['events']} events; {counts['texts']} texts and {counts['mails']} mails "
        f"taken, {counts['mail_repeats']} of the mails a second time with the same Message-ID after a send was cut "
        f"short; the partner got {counts['partner_repeats']} repeats, known by their id. After the last trouble all "
        f"was told and balanced within {verdict.at_rest_after:.0f} s. Starts put off because the database was away: "
        f"{counts['not_started']}.",
    ]
    if verdict.kills:
        lines += ["", "Killed: " + _counted((" ".join(name), many) for name, many in verdict.kills.items()) + "."]
    if verdict.points:
        lines += ["", "Of these at named points: " + _counted(verdict.points.items()) + "."]
    if verdict.broken:
        lines += ["", *(f"- **{broken.kind}** {broken.what}" for broken in verdict.broken[:MOST_TOLD])]
    return lines


def _spread(values: Mapping[str, Sequence[float]]) -> list[list[object]]:
    return [
        [name, len(found), f"{statistics.median(found):.1f}", f"{max(found):.1f}", sum(one <= MINUTE for one in found)]
        for name, found in sorted(values.items())
    ]


def _counted(items: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {many}" for name, many in sorted(items))


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    ruled = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell) for cell in row) + " |" for row in ruled]
