"""First yeses that come in at the same time share a transaction; whatever else is asked has one of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError

from services.registrations.answer import ACCEPTED, Answer
from services.registrations.my_page import after_yes
from services.registrations.operations.say_yes import Yes, say_yes
from services.registrations.outcome import Outcome
from shared.database import Database, Transaction
from shared.http import idempotency
from shared.http.idempotency import Done, Key
from shared.together import Together


@dataclass(frozen=True)
class Saying:
    """A yes as a request says it."""

    party_size: int | None
    channel: str
    invitation_id: str | None = None
    participant_id: str | None = None
    network: str | None = None


@dataclass(frozen=True)
class Taken:
    """What is shown of a yes that was taken: the registration, and to herself her page."""

    registration: dict[str, Any]
    page: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One of a batch: by whom, what, and the key of the request if it has one."""

    by: str
    saying: Saying
    key: Key | None


class Yeses:
    """Takes them event by event, each answered once all of its batch is committed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together: Together[tuple[str, str], Asked, Taken | None] = Together(self.take_all)

    def take(self, event_id: str, organisation: str, by: str, saying: Saying, key: Key | None) -> Taken | None:
        """None: this is no plain first yes, or its key is known, and nothing was done; it wants to be asked alone."""
        return self._together.ask((event_id, organisation), Asked(by, saying, key))

    def take_all(self, about: tuple[str, str], asked: list[Asked]) -> Sequence[Taken | None]:
        """What becomes of yeses to one event of an organisation, in their order."""
        event_id, organisation = about
        try:
            with self._database.transaction(by="system:yeses", place="http") as tx:
                return self._answer(tx, event_id, organisation, asked)
        except (IntegrityError, DataError):  # one of them is not as it should be: alone it harms nobody
            return [None] * len(asked)

    def _answer(self, tx: Transaction, event_id: str, organisation: str, asked: list[Asked]) -> Sequence[Taken | None]:
        unused = _unused(tx, asked)
        yeses = [_yes(tx, asked[place]) for place in unused]
        found = dict(zip(unused, say_yes(tx, event_id, yeses, organisation=organisation), strict=True))
        taken = [found.get(place) for place in range(len(asked))]
        kept = [(one.key, _done(one, got[1])) for one, got in zip(asked, taken, strict=True) if one.key and got]
        idempotency.keep(tx, kept)
        by_link = [got for one, got in zip(asked, taken, strict=True) if got and one.saying.invitation_id]
        pages = after_yes(tx, by_link)
        return [got and Taken(_shown(got[1]), pages.get(got[0].invitation_id, {})) for got in taken]


def _unused(tx: Transaction, asked: list[Asked]) -> list[int]:
    """The places of those without a key, and of the first with each key that nobody used."""
    used = idempotency.known(tx, [one.key for one in asked if one.key])
    unused = []
    for place, one in enumerate(asked):
        if one.key not in used:
            unused.append(place)
        if one.key:
            used.add(one.key)
    return unused


def _yes(tx: Transaction, asked: Asked) -> Yes:
    saying = asked.saying
    answer = Answer(ACCEPTED, saying.party_size, tx.now, saying.channel)
    return Yes(answer, asked.by, saying.invitation_id, saying.participant_id, saying.network)


def _done(asked: Asked, outcome: Outcome) -> Done:
    assert outcome.registration
    return Done(outcome.answer_id, 200) if asked.saying.invitation_id else Done(outcome.registration.id, 201)


def _shown(outcome: Outcome) -> dict[str, Any]:
    return vars(outcome.registration) | {"position": outcome.rank}
