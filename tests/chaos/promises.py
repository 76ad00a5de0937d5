"""What must hold when all is over: nothing lost, no ghost, nothing told twice, and books that balance."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tests.chaos.ledger import SEAT, Ledger, Told, listed
from tests.chaos.partner import Partner
from tests.chaos.people import SEATS, Chapter, Person
from tests.support.process import Restartable

SLACK = timedelta(seconds=2)  # between two clocks that write down the same instant


class Kind(StrEnum):
    LOST = "lost"
    GHOST = "ghost"
    DOUBLE = "double"
    OTHER = "other"


@dataclass(frozen=True)
class Broken:
    """A promise that does not hold, in words."""

    kind: Kind
    what: str

    @classmethod
    def other(cls, what: str) -> "Broken":
        return cls(Kind.OTHER, what)


@dataclass(frozen=True)
class Outcome:
    """What there is to judge; `interruptions` are the instants at which handing over mail may have been cut short."""

    product: Restartable
    chapters: Sequence[Chapter]
    ledger: Ledger
    partner: Partner | None
    interruptions: Sequence[datetime]


def broken(outcome: Outcome) -> list[Broken]:
    checks = (_books, _people, _seats, _roll, _received, _texts, _mails, _partner)
    return [found for check in checks for found in check(outcome)]


def mail_repeats(ledger: Ledger) -> int:
    return len(ledger.mails) - len({mail.id for mail in ledger.mails})


def _books(outcome: Outcome) -> Iterator[Broken]:
    for line in outcome.product.books():
        if not line.balanced:
            yield Broken(Kind.OTHER, f"the audit: {line}")


def _people(outcome: Outcome) -> Iterator[Broken]:
    """Each of them was entered once, and each event made once."""
    entered = {person.id for chapter in outcome.chapters for person in chapter.people if person.id}
    made = {chapter.event["id"] for chapter in outcome.chapters if chapter.event}
    for path, known in (("registrations/participants", entered), ("events/events", made)):
        yield from _compared(path, known, {item["id"] for item in listed(outcome.product, path)})


def _seats(outcome: Outcome) -> Iterator[Broken]:
    """Every answer counts, and no seat is given twice."""
    for chapter in _published(outcome):
        path = f"registrations/events/{chapter.event['id']}/registrations"
        now = {item["participant_id"]: item["status"] for item in listed(outcome.product, path)}
        yield from _compared(path, {person.id for person in chapter.answered}, set(now))
        confirmed = min(len(now), SEATS)
        if sorted(now.values()) != ["confirmed"] * confirmed + ["waitlisted"] * (len(now) - confirmed):
            yield Broken(Kind.OTHER, f"{path}: {sorted(now.values())}")


def _roll(outcome: Outcome) -> Iterator[Broken]:
    for chapter in _published(outcome):
        path = f"registrations/events/{chapter.event['id']}/attendance"
        there = [item["participant_id"] for item in listed(outcome.product, path) if item.get("id")]
        yield from _compared(path, {person.id for person in chapter.met}, set(there))


def _received(outcome: Outcome) -> Iterator[Broken]:
    """Each person has her invitation once on each channel, and once how it stands if she answered."""
    received = outcome.ledger.by_receiver()
    for chapter in _published(outcome):
        answered = chapter.answered
        for person in chapter.people:
            for to in filter(None, (person.phone, person.mail)):
                yield from _hers(person, person in answered, received.get(to, []))


def _hers(person: Person, answered: bool, hers: Sequence[Told]) -> Iterator[Broken]:
    invitations = sum(SEAT not in told.words for told in hers)
    answers = len(hers) - invitations
    least = person.way != "organiser"  # an invitation is not owed once she has answered
    if invitations < least or answers < answered:
        yield Broken(Kind.LOST, f"{person.key} ({person.way}): {invitations} invitations, {answers} answers")
    if invitations > 1 or answers > answered:
        yield Broken(Kind.DOUBLE, f"{person.key} ({person.way}): {invitations} invitations, {answers} answers")


def texts_broken(ledger: Ledger) -> Iterator[Broken]:
    """Every text that the provider took is one notification, and every one that was sent was taken."""
    rows = [row for row in ledger.notifications if row["channel"] == "sms"]
    recorded = Counter(row["provider_id"] for row in rows if row["provider_id"])
    taken = {text.id for text in ledger.texts}
    yield from (Broken(Kind.DOUBLE, f"text {one} is no notification's") for one in taken - recorded.keys())
    yield from (Broken(Kind.LOST, f"text {one} was never taken") for one in recorded.keys() - taken)
    yield from (Broken(Kind.LOST, f"text {one} is {many} notifications") for one, many in recorded.items() if many > 1)
    for row in rows:
        if row["state"] in ("sent", "delivered") and not row["provider_id"]:
            yield Broken(Kind.LOST, f"{row['id']} is {row['state']} without having been taken")
        if row["state"] in ("failed", "unreachable"):  # what she no longer needed to hear is expired
            yield Broken(Kind.LOST, f"{row['id']} ({row['occasion']}) is {row['state']}: {row['reason']}")


def _texts(outcome: Outcome) -> Iterator[Broken]:
    return texts_broken(outcome.ledger)


def _mails(outcome: Outcome) -> Iterator[Broken]:
    """Every mail is one notification; it comes again at most once for each time that its sending was cut short.

    One whose sending was cut short twice counts as failed, and may have come all the same.
    """
    rows = [row for row in outcome.ledger.notifications if row["channel"] == "email"]
    sent = {row["id"] for row in rows if row["state"] == "sent" or row["reason"] == "outcome unknown twice"}
    copies: dict[str, list[Told]] = {}
    for mail in outcome.ledger.mails:
        copies.setdefault(mail.id, []).append(mail)
    yield from (Broken(Kind.GHOST, f"mail {one} is no notification's") for one in copies.keys() - sent)
    yield from (Broken(Kind.LOST, f"mail {one} never came") for one in sent - copies.keys())
    for one, came in copies.items():
        first, last = came[0].at - SLACK, came[-1].at
        cuts = sum(first <= at <= last for at in outcome.interruptions)
        if len(came) - 1 > cuts:
            yield Broken(Kind.DOUBLE, f"mail {one} came {len(came)} times, for {cuts} interruptions")


def _partner(outcome: Outcome) -> Iterator[Broken]:
    """By each of its two ways the partner knows of everybody who was met, and of nobody else."""
    if outcome.partner is None:
        return
    met = {person.key for chapter in outcome.chapters for person in chapter.met}
    for program, heard in outcome.partner.heard.items():
        yield from _compared(f"partner's {program}", met, set(heard))
    yield from (Broken(Kind.GHOST, strange) for strange in outcome.partner.strange)


def _published(outcome: Outcome) -> list[Chapter]:
    return [chapter for chapter in outcome.chapters if chapter.event and chapter.asked]


def _compared(where: str, owed: set[str], found: set[str]) -> Iterator[Broken]:
    yield from (Broken(Kind.LOST, f"{where}: {one}") for one in sorted(owed - found))
    yield from (Broken(Kind.GHOST, f"{where}: {one}") for one in sorted(found - owed))
