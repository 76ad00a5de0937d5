"""How the outside world misbehaves: by name, each with the share of cases it strikes."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.sandbox.base import Base
from services.sandbox.refusals import REFUSALS
from shared.columns import JsonText
from shared.problems import Invalid

# Name -> what it does. The value is a share between 0 (never) and 1 (always).
SHARES: dict[str, dict[str, str]] = {
    "sms": {
        "refuse": "400 with the error number `refuse_code`; nothing is stored",
        "too_many": "429 with Retry-After `retry_after`; nothing is stored",
        "server_error": "503 with a page of HTML; nothing is stored",
        "time_out_before_accepting": "stores nothing and gives no answer for `hold_seconds`, then 504",
        "time_out_after_accepting": "stores and sends the text, but gives no answer for `hold_seconds`",
        "accept_late": "takes the text, but lists and sends it only after `late_seconds`",
        "failed": "the text ends as failed with `undelivered_code`",
        "undelivered": "the text is sent, but ends as undelivered with `undelivered_code`",
        "webhook_dropped": "a webhook or status callback is never posted; the list still has the text",
        "status_shuffled": "status callbacks of one text come in any order",
        "carrier_stop": "as carriers do: after a text that says STOP, and until START, 21610",
    },
    "smtp": {
        "refuse": "550 to the recipient",
        "defer": "451 to the recipient",
        "drop_before_data": "the connection ends when DATA is asked for; nothing is stored",
        "drop_after_data": "the mail is stored, the connection ends before 250 is said",
        "slow": "the answer after DATA takes `slow_seconds`",
    },
}

# Name -> value when nothing is said, highest value.
FIGURES: dict[str, dict[str, tuple[int, int]]] = {
    "sms": {
        "refuse_code": (21211, 99999),
        "retry_after": (1, 3600),
        "hold_seconds": (30, 300),
        "late_seconds": (10, 3600),
        "undelivered_code": (30005, 99999),
    },
    "smtp": {"slow_seconds": (5, 300)},
}


class WeatherReport(Base):
    """What was asked of one channel (`sms` or `smtp`); no row means fair weather."""

    __tablename__ = "weather"

    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    asked: Mapped[dict[str, float]] = mapped_column(JsonText)


@dataclass(frozen=True)
class Weather:
    """The weather on one channel; every strike is drawn from the given chance."""

    channel: str
    asked: Mapping[str, float]
    chance: random.Random

    def strikes(self, name: str) -> bool:
        """Whether this misbehaviour happens now."""
        share = self.asked.get(name, 0)
        return share > 0 and self.chance.random() < share

    def figure(self, name: str) -> int:
        return int(self.asked.get(name, FIGURES[self.channel][name][0]))


def shown(channel: str, asked: Mapping[str, float]) -> dict[str, float]:
    """Every name of a channel with its value, asked for or not."""
    fair: dict[str, float] = dict.fromkeys(SHARES[channel], 0)
    return fair | {name: value for name, (value, _) in FIGURES[channel].items()} | dict(asked)


def check(channel: str, asked: Mapping[str, object]) -> dict[str, float]:
    """The asked weather if all of it is understood; else `Invalid` naming each fault."""
    if channel not in SHARES:
        raise Invalid("There is no such channel.", errors={channel: [f"one of {', '.join(SHARES)}"]})
    faults: dict[str, list[str]] = {}
    understood: dict[str, float] = {}
    for name, value in asked.items():
        fault = _fault(channel, name, value)
        if fault:
            faults[f"{channel}.{name}"] = [fault]
        else:
            assert isinstance(value, int | float)
            understood[name] = value
    if faults:
        raise Invalid("There is no such weather.", errors=faults)
    return understood


def _fault(channel: str, name: str, value: object) -> str | None:
    if name not in SHARES[channel] and name not in FIGURES[channel]:
        return f"unknown; there are {', '.join([*SHARES[channel], *FIGURES[channel]])}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    if name in SHARES[channel]:
        return None if 0 <= value <= 1 else "must be a share between 0 and 1"
    if name == "refuse_code" and value not in REFUSALS:
        return f"one of {', '.join(map(str, REFUSALS))}"
    highest = FIGURES[channel][name][1]
    return (
        None if isinstance(value, int) and 0 <= value <= highest else f"must be a whole number between 0 and {highest}"
    )
