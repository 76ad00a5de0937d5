"""One run: a product under load, troubles one after the other, then rest, and a verdict over every promise."""

import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import requests

from tests.chaos.keeper import Keeper
from tests.chaos.ledger import Ledger, date_answers
from tests.chaos.load import Load
from tests.chaos.partner import Partner
from tests.chaos.people import Asked
from tests.chaos.promises import Broken, Outcome, broken, mail_repeats
from tests.chaos.troubles import Applied, Trouble, apply
from tests.support.process import Restartable

REST = 240  # seconds after the last trouble within which all must be told and the books balance
JUST_AFTER = timedelta(seconds=1)  # what is asked within it is asked "right after" a trouble
FIRST_AGAIN = timedelta(seconds=10)  # after a trouble at rest: until people ask for something that is owed
WITH_MAIL = ("notifications", "sandbox")  # whose death can cut a mail short


@dataclass
class Verdict:
    """What came of a run."""

    applied: list[Applied]
    asked: list[Asked]
    broken: list[Broken]
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)
    at_rest_after: float = 0

    def recoveries(self) -> dict[str, list[float]]:
        """By trouble, each time it was: seconds until all that was owed at that instant was told."""
        found: dict[str, list[float]] = {}
        for applied in self.applied:
            found.setdefault(applied.trouble.name, []).append(self._recovery(applied))
        return found

    def waits(self) -> dict[str, list[float]]:
        """By what was asked: seconds until it was told."""
        found: dict[str, list[float]] = {}
        for asked in self.asked:
            if asked.told_at:
                found.setdefault(asked.what, []).append((asked.told_at - asked.at).total_seconds())
        return {what: sorted(waits) for what, waits in sorted(found.items())}

    def _recovery(self, applied: Applied) -> float:
        since = applied.since
        until = since + (FIRST_AGAIN if applied.trouble.at_rest else JUST_AFTER)
        owed = [asked.told_at for asked in self.asked if asked.told_at and asked.at <= until]
        return max(0.0, (max(owed, default=since) - since).total_seconds())


class Chaos:
    """Shakes a product that runs. `keeper`: who starts its processes again."""

    def __init__(
        self, product: Restartable, *, listens: bool, tellers: int, pause: float, keeper: Keeper | None
    ) -> None:
        self.partner = Partner(product, listens=listens)
        self.load = Load(product, self.partner, tellers=tellers, pause=pause)
        self.keeper = keeper
        self.applied: list[Applied] = []
        self._product = product

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Meanwhile there is load, and what dies is started again; nothing is left running afterwards."""
        if self.keeper:
            self.keeper.start()
        self.partner.start()
        self.load.start()
        try:
            yield
        finally:
            self.load.abort()
            self.partner.end()
            if self.keeper:
                self.keeper.stop()

    def shake(self, troubles: Iterable[Trouble], chance: random.Random, pause: tuple[float, float]) -> None:
        """One after the other, with a pause between them."""
        for trouble in troubles:
            if trouble.at_rest:
                self._rest()
            self.applied.append(apply(trouble))
            self.load.go_on()
            time.sleep(chance.uniform(*pause))

    def _rest(self) -> None:
        self.load.hold()
        self._wait_until_told(REST)

    def verdict(self) -> Verdict:
        """Lets everybody finish, waits until all are told, and looks at every promise."""
        faults = self.load.end()
        began = time.monotonic()
        late = self._wait_until_told(REST)
        took = time.monotonic() - began
        chapters = self.load.chapters
        ledger = Ledger.read(self._product)
        untold = date_answers(chapters, ledger, _first(self.partner))
        found = broken(Outcome(self._product, chapters, ledger, self.partner, self._interruptions()))
        found += [Broken.other(f"not at rest after {REST} s: {what}") for what in late]
        found += [Broken.other(f"somebody gave up: {type(fault).__name__}: {fault}") for fault in faults]
        found += [Broken.other(what) for what in self.keeper.strange] if self.keeper else []
        asked = [asked for chapter in chapters for asked in chapter.asked if asked not in untold]
        verdict = Verdict(self.applied, asked, found, at_rest_after=took, counts=self._counts(ledger))
        if self.keeper:
            verdict.kills, verdict.points = self.keeper.killed, self.keeper.at_points
        return verdict

    def _wait_until_told(self, seconds: float) -> Sequence[str]:
        """What is still not as it should be after that time."""
        until = time.monotonic() + seconds
        while True:
            try:
                late: Sequence[str] = self._late()
            except (requests.RequestException, KeyError, RuntimeError) as away:
                late = [f"{type(away).__name__}: nobody answers"]
            if not late or time.monotonic() > until:
                return late
            time.sleep(1)

    def _late(self) -> Sequence[str]:
        if out := [str(line) for line in self._product.books() if not line.balanced]:
            return out
        ledger = Ledger.read(self._product)
        if unfinished := ledger.unfinished():
            return unfinished
        missing = [set(_first(self.partner)) - set(heard) for heard in self.partner.heard.values()]
        untold = date_answers(self.load.chapters, ledger, _first(self.partner))
        return [f"{asked.what} of {asked.person.key}" for asked in untold] + [str(some) for some in missing if some]

    def _interruptions(self) -> list[datetime]:
        """When handing over mail may have been cut short: by deaths of who is part of it, by other troubles."""
        deaths = [at for (service, _), at in self.keeper.times if service in WITH_MAIL] if self.keeper else []
        return deaths + [at for applied in self.applied for at in (applied.made_at, applied.healed_at)]

    def _counts(self, ledger: Ledger) -> dict[str, int]:
        return {
            "people": sum(len(chapter.people) for chapter in self.load.chapters),
            "events": len(self.load.chapters),
            "texts": len(ledger.texts),
            "mails": len(ledger.mails),
            "mail_repeats": mail_repeats(ledger),
            "partner_repeats": sum(self.partner.repeats.values()),
            "not_started": self.keeper.not_started if self.keeper else 0,
        }


def _first(partner: Partner) -> dict[str, datetime]:
    """When the partner first heard of each, by whichever program."""
    found: dict[str, datetime] = {}
    for heard in partner.heard.values():
        for key, at in heard.items():
            found[key] = min(at, found.get(key, at))
    return found


def worst_and_median(values: Sequence[float]) -> tuple[float, float]:
    return max(values, default=0.0), statistics.median(values or [0.0])
