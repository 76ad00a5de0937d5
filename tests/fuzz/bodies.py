"""Messages as nobody should send them, made from the golden samples: about what is really there, and spoilt."""

import json
from pathlib import Path
from random import Random
from typing import Any

from shared.contracts import catalogue
from tests.fuzz import garbage
from tests.fuzz.playground import Playground
from tests.support.product import ORGANISATION

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"


class Bodies:
    """Draws bodies from one source of chance; ids are those of what the product holds."""

    def __init__(self, playground: Playground, chance: Random) -> None:
        self._playground, self._chance = playground, chance
        self._samples = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(SAMPLES.glob("*.json"))]
        self._number = 0

    def draw(self) -> tuple[tuple[str, ...], bytes]:
        """The readers of a message, and its body."""
        chance = self._chance
        envelope = dict(self._of_what_is_there(chance.choice(self._samples)), organisation=ORGANISATION)
        readers = catalogue()[envelope["type"]].readers
        self._number += 1
        # now and then the same id again, with another body
        envelope["id"] = f"msg_fuzz_{self._number if chance.random() < 0.9 else 1}"
        envelope["revision"] = chance.choice((0, 1, envelope["revision"], envelope["revision"] + self._number, 2**52))
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
            envelope = self._spoilt(envelope)
        body = garbage.encoded(envelope)
        return readers, garbage.spoil_bytes(body, chance) if chance.random() < 0.12 else body

    def _spoilt(self, envelope: Any) -> Any:
        chance = self._chance
        if not isinstance(envelope, dict) or not isinstance(envelope.get("data"), dict):
            return garbage.value(chance)
        kind = chance.random()
        if kind < 0.7:
            return envelope | {"data": garbage.spoil(envelope["data"], chance)}
        if kind < 0.8:
            return envelope | {"type": chance.choice(("event.published.v9", "", "x" * 300, str(envelope.get("type"))))}
        if kind < 0.85:
            return envelope | {"organisation": chance.choice(("another", "*", "", "\u202e"))}
        return garbage.spoil(envelope, chance)

    def _of_what_is_there(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._of_what_is_there(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._of_what_is_there(inner, name.removesuffix("s")) for inner in value]
        if isinstance(value, str) and "_01kq" in value and self._chance.random() < 0.8:
            kind = self._playground.kinds.get(value.partition("_")[0], name)
            return self._playground.some_id(kind, self._chance)
        return value
