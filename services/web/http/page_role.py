"""The rank that a page of the console asks for, as its view carries it."""

from typing import Any

_MARK = "_signed_in_as"


def mark_role(view: Any, role: str) -> None:
    """Writes it down."""
    setattr(view, _MARK, role)


def role_of_page(view: Any) -> str | None:
    """The rank a page asks for; None if it asks for no session."""
    found: str | None = getattr(view, _MARK, None)
    return found
