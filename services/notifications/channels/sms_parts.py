"""How many SMS a text becomes, and which of its characters make it cost more (3GPP TS 23.038 and 23.040)."""

from dataclasses import dataclass
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each is sent as an escape and a second septet.
EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_7 = BASIC | EXTENDED


@dataclass(frozen=True)
class Parts:
    """Septets of GSM-7 or 16-bit units of UCS-2, and the SMS that carry them."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def parts(text: str) -> Parts:
    """What the text costs to send; an empty text is one SMS."""
    if why_unicode(text):
        costs = [2 if ord(character) > 0xFFFF else 1 for character in text]
        return Parts("UCS-2", sum(costs), _count(costs, alone=70, joined=67))
    costs = [2 if character in EXTENDED else 1 for character in text]
    return Parts("GSM-7", sum(costs), _count(costs, alone=160, joined=153))


def why_unicode(text: str) -> list[str]:
    """The characters, in order and once each, that GSM-7 does not have."""
    return [character for character in dict.fromkeys(text) if character not in GSM_7]


def _count(costs: list[int], *, alone: int, joined: int) -> int:
    if sum(costs) <= alone:
        return 1
    count, used = 1, 0
    for cost in costs:
        # A pair that does not fit moves on whole: half a surrogate or a lone escape would be garbage.
        if used + cost > joined:
            count, used = count + 1, 0
        used += cost
    return count
