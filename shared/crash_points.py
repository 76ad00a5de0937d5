"""Named places where the product may be killed, so that tests can kill it exactly there.

`SAMLING_CRASH_AT=name` (or `name:3` for the third time) ends the process there as SIGKILL would; else nothing happens.
"""

import os
import signal
import threading
from collections.abc import Callable

from shared.settings import Unusable

POINTS: dict[str, str] = {
    "http.before_commit": "a request did its work, nothing is committed, the caller has no answer",
    "http.after_commit": "a request is committed, the caller has no answer and will repeat it",
    "relay.before_publish": "outbox rows are leased, no reader has them",
    "broker.between_readers": "one reader of a message has it, the next has not",
    "relay.after_publish": "all readers have the messages, the outbox does not know",
    "relay.after_done": "outbox rows are done and committed",
    "dispatcher.before_commit": "a batch of messages is handled, nothing is committed",
    "dispatcher.after_commit": "a batch of messages is handled and committed",
    "job.before_commit": "a job did its work, nothing is committed",
    "job.after_commit": "a job's work is committed",
    "send.after_claim": "notifications are marked as being sent, the provider was not called",
    "send.after_accept": "the provider took the notification, we have not recorded it",
    "send.after_record": "the provider's answer is recorded and committed",
    "replies.after_fetch": "replies were read from the provider, none is stored",
}

_lock = threading.Lock()
_reached: set[str] = set()
_action: Callable[[str], None] | None = None


class Crash(BaseException):
    """The end of the process as tests play it: passes every `except Exception`."""


def reach(point: str) -> None:
    """Says that the program has come to this point; does nothing unless an action is set."""
    if _action is not None:
        _reached.add(point)
        _action(point)


def set_action(action: Callable[[str], None] | None) -> None:
    """Sets what happens at every point; None switches the points off."""
    global _action
    _action = action


def reached() -> frozenset[str]:
    """The points that were reached while an action was set."""
    return frozenset(_reached)


def obey(setting: str) -> None:
    """As `kill_at`, for a setting that a person wrote. Raises Unusable."""
    try:
        kill_at(setting)
    except ValueError as fault:
        raise Unusable(str(fault)) from None


def kill_at(setting: str) -> None:
    """Makes the process end at once at a point, as `SAMLING_CRASH_AT` asks."""
    name, _, nth = setting.partition(":")
    if name not in POINTS:
        raise ValueError(f"SAMLING_CRASH_AT: no crash point is called {name}; there are {', '.join(sorted(POINTS))}")
    if nth and not (nth.isascii() and nth.isdigit() and int(nth)):
        raise ValueError(f"SAMLING_CRASH_AT: {name}:<n> wants a number from 1 on")
    left = int(nth or 1)

    def action(point: str) -> None:
        nonlocal left
        with _lock:
            if point != name:
                return
            left -= 1
            if left == 0:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    set_action(action)
