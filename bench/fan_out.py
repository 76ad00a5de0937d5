"""W2: an event is published and its members are invited: from the request until the last is handed over.

Beside the limit (`bench/limits/fan_out.py`) by mail, and by texts beside what calls under way and their answer time
allow. Sinks take what is sent. Meanwhile some people answer an invitation to another event and are told so.
"""

import os

from bench.fan_out_ground import CALLS, MAIL, TEXT, Limit, Product
from bench.findings import Cell, Findings, Goal, Table
from bench.ground import Ground
from bench.measure import Sample
from bench.sinks import MailSink, TextSink

ANSWERS_AFTER = int(os.environ.get("BENCH_ANSWERS_AFTER", "50"))  # milliseconds until the SMS provider answers
WORKERS = 2  # of notifications
SMALL, FULL = (1_000, 10_000), (1_000, 10_000, 30_000, 100_000, 1_000_000)
PARTS = ("events", "registrations", "notifications", "partners", "postgresql", "rabbitmq")
COLUMNS = ("what", "people", "seconds", "a second", "CPU ms each", *PARTS, "urgent s", "MiB")


def measure(ground: Ground, *, full: bool) -> Findings:
    """By mail at every size, beside the limit; by text at one."""
    if sizes := os.environ.get("BENCH_SIZES"):
        return _at(ground, [int(size) for size in sizes.split()], int(os.environ.get("BENCH_TEXTS", "0")))
    return _at(ground, FULL if full else SMALL, 10_000 if full else 3_000)


def _at(ground: Ground, sizes: list[int] | tuple[int, ...], texts: int) -> Findings:
    mail, text = MailSink(ground), TextSink(ground, ANSWERS_AFTER)
    limit = Limit(ground, mail)
    limit.invite(1_000)
    ours = Product(ground, mail, text, workers=WORKERS)
    ours.invite(MAIL, 300)  # every way is warm
    rows: list[list[Cell]] = []
    by_size: dict[int, Sample] = {}
    bare: dict[int, Sample] = {}
    goals: list[Goal] = []
    for size in sizes:
        if size <= 30_000:
            bare[size] = limit.invite(size)
            rows.append(_row("limit, mail", size, bare[size], [], ""))
        by_size[size], waits = ours.invite(MAIL, size)
        rows.append(_row("mail", size, by_size[size], waits, ours.memory()))
        print(rows[-2:], flush=True)
    compared = max(bare)
    goals += [
        Goal(f"{compared:,} mails a second beside the limit", by_size[compared].rate / bare[compared].rate, 0.4),
        Goal("CPU of an invitation by mail, all parts", by_size[compared].cost(), 0.45, at_most=True, unit="ms"),
        Goal("an urgent mail meanwhile", max(waits, default=0), 1, at_most=True, unit="s"),
    ]
    if len(by_size) > 1:
        small, large = sorted(by_size)[-2:] if len(by_size) < 4 else (10_000, max(by_size))
        growth = by_size[large].seconds / large / (by_size[small].seconds / small)
        goals.append(Goal(f"time of one of {large:,} beside one of {small:,}", growth, 1.3, at_most=True))
    if texts:
        ours.invite(TEXT, 300, urgent=False)
        sample, waits = ours.invite(TEXT, texts)
        rows.append(_row("text", texts, sample, waits, ours.memory()))
        goals += _of_texts(sample, waits)
    table = Table("From the request to publish until the last hand-over", COLUMNS, rows)
    return Findings("W2: a fan-out of invitations", [table], goals)


def _of_texts(sample: Sample, waits: list[float]) -> list[Goal]:
    possible = WORKERS * CALLS / (ANSWERS_AFTER / 1000)
    return [
        Goal(f"texts a second beside {possible:,.0f} that the calls under way allow", sample.rate / possible, 0.8),
        Goal("CPU of an invitation by text, all parts", sample.cost(), 0.5, at_most=True, unit="ms"),
        Goal("an urgent text meanwhile", max(waits), 1, at_most=True, unit="s"),
    ]


def _row(what: str, size: int, sample: Sample, waits: list[float], memory: str) -> list[Cell]:
    parts: list[Cell] = [sample.cost(part) if part in sample.cpu else "" for part in PARTS]
    return [what, size, sample.seconds, sample.rate, sample.cost(), *parts, max(waits, default=""), memory]
