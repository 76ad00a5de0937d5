"""How many SMS parts a text takes on the air (GSM 03.38, else UCS-2)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")


def count_segments(body: str) -> int:
    """The number of parts the text is sent and charged as; no character is split between two parts."""
    letters = set(body)
    if letters <= _BASIC | _EXTENSION:
        sizes, alone, part = [2 if letter in _EXTENSION else 1 for letter in body], 160, 153
    else:
        sizes, alone, part = [2 if ord(letter) > 0xFFFF else 1 for letter in body], 70, 67
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return parts
