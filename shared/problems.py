"""Errors a caller can act on; HTTP shows each as one RFC 9457 problem document."""

from collections.abc import Mapping, Sequence

FieldErrors = Mapping[str, Sequence[str]]


class Problem(Exception):
    """A request that cannot be done as it stands, and what to do about it.

    `detail` is for people and names no person; `errors` lists what is wrong by field; `retry_after` is in seconds.
    """

    status = 400
    title = "Bad request"

    def __init__(self, detail: str, *, errors: FieldErrors | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.retry_after = retry_after


class Unauthenticated(Problem):
    status = 401
    title = "Sign in first"


class Forbidden(Problem):
    status = 403
    title = "Not allowed"


class NotFound(Problem):
    """What does not exist, is not known here yet, or belongs to another organisation: all answer alike."""

    status = 404
    title = "Not found"

    def __init__(self, detail: str = "There is nothing with this id, or it is not known here yet.") -> None:
        super().__init__(detail, retry_after=1)


class Conflict(Problem):
    status = 409
    title = "Not possible now"


class PreconditionFailed(Problem):
    status = 412
    title = "Changed in the meantime"


class Invalid(Problem):
    status = 422
    title = "Not understood"


class TooMany(Problem):
    status = 429
    title = "Too many requests"


class Unavailable(Problem):
    status = 503
    title = "Try again shortly"

    def __init__(self, detail: str = "The service cannot reach its database.", *, retry_after: int = 1) -> None:
        super().__init__(detail, retry_after=retry_after)
