"""The place in a partner's log to go on from, as text that means nothing to others."""

import base64
import binascii

from shared.problems import Invalid

_LARGEST = 2**63 - 1


def write_cursor(partner_id: str, position: int) -> str:
    """The cursor of one partner after this position: the same text each time."""
    return base64.urlsafe_b64encode(f"{position}.{partner_id}".encode()).decode().rstrip("=")


def read_cursor(partner_id: str, cursor: str | None) -> int:
    """The position that a cursor of this partner names (none: the beginning). Raises Invalid for any other text."""
    if cursor is None:
        return 0
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        position = int(text.partition(".")[0])
    except (ValueError, binascii.Error):
        raise _refusal() from None
    if not 0 <= position <= _LARGEST or write_cursor(partner_id, position) != cursor:
        raise _refusal()
    return position


def _refusal() -> Invalid:
    return Invalid("The cursor is not one of this feed.", errors={"after": ["Use `next` as it came, or leave it out."]})
