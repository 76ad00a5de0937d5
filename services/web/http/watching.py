"""What organisers do is written down, and of whom they read is logged: by ids, never by what stood there."""

import structlog
from flask import g, request

from services.web.account import Account
from services.web.activity import DONE, REFUSED
from services.web.operations.note_activity import note_activity
from services.web.pages import pages
from services.web.views.events import ID

_log = structlog.get_logger(__name__)

CHANGES_NOTHING = ("GET", "HEAD")

# whose pages show no participant; each look at any other page is a line in the log
OF_NOBODY = ("home", "settings", "colleagues", "activity")


def note_changed() -> None:
    """Says that the present request has changed something: a service did what it was asked, or we wrote it down."""
    g.has_changed = True


def note_done(account: Account) -> None:
    """Writes down what was done, if anything was: a question before it, or what was refused, is nothing done."""
    if g.get("has_changed") and request.method not in CHANGES_NOTHING:
        _write(account, DONE)


def note_read(account: Account, status: int) -> None:
    """Who looked at people stands in the log."""
    if status < 400 and request.method in CHANGES_NOTHING and request.blueprint not in OF_NOBODY:
        _log.info("page.read", **_said(account))


def concerns(**ids: str) -> None:
    """Says on which things the present request acts that its address does not name."""
    g.concerned = ids


def note_refused(account: Account) -> None:
    """Writes down that her role does not reach so far; a look alone changes no row, and goes to the log."""
    if request.method in CHANGES_NOTHING:
        _log.warning("page.refused", **_said(account))
    else:
        _write(account, REFUSED)


def _write(account: Account, outcome: str) -> None:
    try:
        with pages().database.transaction(by=account.by) as tx:
            note_activity(tx, account, str(request.endpoint), subjects=_subjects(), outcome=outcome)
    except Exception as error:  # what was done stands, whether or not it could be written down
        _log.error("activity.lost", outcome=outcome, error_type=type(error).__name__, **_said(account))


def _said(account: Account) -> dict[str, object]:
    return {
        "endpoint": request.endpoint,
        "organisation": account.organisation,
        "account": account.id,
        "subjects": _subjects(),
    }


def _subjects() -> dict[str, str]:
    given = {name: str(value) for name, value in (request.view_args or {}).items()} | g.get("concerned", {})
    return {name: value for name, value in given.items() if ID.fullmatch(value)}
