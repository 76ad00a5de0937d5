"""Says again how everything stands, piece by piece, for readers that lost it or never heard it.

Each piece is one transaction and names where the next one begins, so that it can be left off and taken up anywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, literal

from shared.database import Transaction
from shared.problems import Invalid
from shared.revision import next_revision

TOGETHER = 300  # subjects in one transaction

SayAgain = Callable[[Transaction, str, int], Sequence[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of subject. `say_again` says those after an id, so many at most, and returns their ids in order."""

    name: str
    say_again: SayAgain


@dataclass(frozen=True)
class Piece:
    """What one transaction said, and the cursor of the next; None: that was all."""

    said: int
    next: str | None


def republish(tx: Transaction, kinds: Sequence[Kind], cursor: str | None) -> Piece:
    """Says the piece that begins at the cursor (None: the first). Raises Invalid."""
    place, after = _place(kinds, cursor)
    if place == len(kinds):
        return Piece(0, None)
    said = kinds[place].say_again(tx, after, TOGETHER)
    if len(said) == TOGETHER:
        return Piece(len(said), f"{kinds[place].name}:{said[-1]}")
    following = kinds[place + 1 : place + 2]
    return Piece(len(said), f"{following[0].name}:" if following else None)


def risen(revision: Any, tx: Transaction) -> ColumnElement[int]:
    """SQL: the next revision, so that no reader takes what is said again for older than what it knows."""
    least = literal(next_revision(0, tx.now), revision.type)
    return case((revision + 1 > least, revision + 1), else_=least)


def _place(kinds: Sequence[Kind], cursor: str | None) -> tuple[int, str]:
    if cursor is None:
        return 0, ""
    name, _, after = cursor.partition(":")
    for place, kind in enumerate(kinds):
        if kind.name == name:
            return place, after
    raise Invalid("Nothing begins there.", errors={"cursor": ["Take it from the last answer, or leave it out."]})
