"""What came of handing one notification to a provider."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """`accepted`; `refused`: never for this person; `account`: never for anybody until somebody sees to it;
    `later`: surely not taken, try again; `unknown`: taken or not; `unasked`: there was no time left to ask.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    ACCOUNT = "account"
    LATER = "later"
    UNKNOWN = "unknown"
    UNASKED = "unasked"


@dataclass(frozen=True)
class Outcome:
    """The kind, the provider's id or error number, and in how many seconds it wants to be asked again."""

    kind: Kind
    provider_id: str | None = None
    code: str | None = None
    retry_after: int | None = None
