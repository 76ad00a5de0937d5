"""What was told and to whom, as the phones, the mailboxes and the product's own lists have it when all is over."""

import email
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.policy import default
from typing import Any
from urllib.parse import quote

from tests.chaos.people import Asked, Chapter, words_of
from tests.support.process import Restartable

SEAT = "plass"  # stands in whatever tells that she has a seat, or her place in line
DONE = ("sent", "delivered", "expired", "failed", "suppressed", "unreachable")


@dataclass(frozen=True)
class Told:
    """One text or mail as its receiver has it; `id` is the provider's, or the Message-ID before its @."""

    id: str
    to: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Ledger:
    """All texts, all mails, each in order, and all notifications."""

    texts: Sequence[Told]
    mails: Sequence[Told]
    notifications: Sequence[dict[str, Any]]

    @classmethod
    def read(cls, product: Restartable) -> "Ledger":
        return cls(
            [_text(item) for item in pages(product, "sms") if item["direction"] == "out"],
            [_mail(item) for item in pages(product, "mail") if item["direction"] == "out"],
            [*listed(product, "notifications/notifications")],
        )

    def by_receiver(self) -> dict[str, list[Told]]:
        """What each phone and mailbox got, in order; a mail that came twice stands there once."""
        found: dict[str, dict[str, Told]] = defaultdict(dict)
        for told in (*self.texts, *self.mails):
            found[told.to].setdefault(told.id, told)
        return {to: sorted(received.values(), key=lambda told: told.at) for to, received in found.items()}

    def unfinished(self) -> list[str]:
        """Notifications that have not come to an end, but for reminders of what lies ahead."""
        left = [one for one in self.notifications if one["state"] not in DONE and one["occasion"] != "reminder"]
        return [f"{one['id']} ({one['occasion']} by {one['channel']}) is {one['state']}" for one in left]


def date_answers(chapters: Sequence[Chapter], ledger: Ledger, heard: dict[str, datetime]) -> list[Asked]:
    """Writes down when each thing that was asked was told to whom it was owed; those that were not."""
    received = ledger.by_receiver()
    everything = [asked for chapter in chapters for asked in chapter.asked]
    for asked in everything:
        if asked.what == "check-in":
            asked.told_at = heard.get(asked.person.key)
            continue
        hers = [told for to in (asked.person.phone, asked.person.mail) if to for told in received.get(to, ())]
        if asked.what != "invitation":
            hers = [told for told in hers if SEAT in told.words]
        asked.told_at = min((told.at for told in hers), default=None)
    return [asked for asked in everything if asked.told_at is None]


def pages(product: Restartable, kind: str) -> Iterator[dict[str, Any]]:
    """All that the sandbox lists of a kind."""
    cursor: dict[str, Any] = {}
    while True:
        page = product.sandbox(kind, limit=200, **cursor)
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def listed(product: Restartable, path: str) -> Iterator[dict[str, Any]]:
    """All that a service lists at a path."""
    after = ""
    while True:
        page = product.call("GET", f"{path}?limit=200{after}").json()
        yield from page["items"]
        if page["next"] is None:
            return
        after = f"&cursor={quote(page['next'])}"


def _text(item: dict[str, Any]) -> Told:
    return Told(item["id"], item["to"], item["body"], datetime.fromisoformat(item["at"]))


def _mail(item: dict[str, Any]) -> Told:
    (to,) = item["envelope_to"]
    mail = email.message_from_string(item["raw"], policy=default)
    message_id = str(mail["Message-ID"]).strip("<>").partition("@")[0]
    return Told(message_id, to, words_of(item["raw"]), datetime.fromisoformat(item["at"]))
