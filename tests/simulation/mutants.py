"""Faults planted on purpose, each where nothing else defends: simulation must find every one of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Row, update

from services.notifications import gates, handlers
from services.notifications.jobs.fetch_replies import ReplyFetcher
from services.notifications.operations import claim_window, record_outcomes, record_receipt, suppress, tell
from services.notifications.operations import follow_event as notified_of_event
from services.notifications.operations import follow_network as notified_of_network
from services.partners.operations import follow_events as partners_follow
from services.registrations import consent, roll
from services.registrations.answer import Answer
from services.registrations.operations import add_membership, answer_invitation, correct_attendance
from services.registrations.operations import follow_event as registrations_follow
from shared import due_rows, inbox
from shared.database import Transaction
from shared.dispatcher import Dispatcher
from shared.http import idempotency
from shared.inbox import INBOX
from shared.message import Message
from shared.outbox import OUTBOX
from shared.relay import Relay
from shared.sql import upsert
from tests.simulation.product import WORKING, SimulatedProduct

Patches = Sequence[Any]

MOST_SEEDS = 300  # in which each must be found


def believes_the_broker() -> Patches:
    """The relay takes every message for confirmed."""
    publish = Relay._publish

    def believing(self: Relay, rows: Sequence[Row[Any]]) -> Any:
        publish(self, rows)
        return {row.position: set(row.readers_left) for row in rows}, ""

    return [patch.object(Relay, "_publish", believing)]


def done_before_published() -> Patches:
    """The relay marks rows as done, and publishes them then."""
    publish, claim = Relay._publish, due_rows.claim

    def first_done(tx: Transaction, table: Any, **how: Any) -> Any:
        rows = claim(tx, table, **how)
        if table is OUTBOX:
            due_rows.finish(tx, OUTBOX, rows, done_at=tx.now, readers_left=[])
        return rows

    def insisting(self: Relay, rows: Sequence[Row[Any]]) -> Any:
        left = {row.position: set(row.readers_left) for row in rows}
        for _ in range(200):  # so that a crash alone can lose them
            told, _ = publish(self, [row for row in rows if left[row.position]])
            for position, readers in told.items():
                left[position] -= readers
            if not any(left.values()):
                break
        return {row.position: set(row.readers_left) for row in rows}, ""

    return [patch.object(due_rows, "claim", first_done), patch.object(Relay, "_publish", insisting)]


def lease_without_end() -> Patches:
    """What a relay that died had claimed is never claimed again."""
    run_once = Relay.run_once

    def for_ever(self: Relay, now: Any) -> int:
        self._lease = timedelta(days=3650)
        return run_once(self, now)

    return [patch.object(Relay, "run_once", for_ever)]


def waiting_taken_for_done() -> Patches:
    """A message that lacks a fact is dropped."""

    def done(self: Dispatcher, tx: Transaction, row: Row[Any], fact: Exception) -> None:
        values = {"due_at": None, "done_at": tx.now, "body": None}
        tx.execute(update(INBOX).where(INBOX.c.position == row.position).values(values))

    return [patch.object(Dispatcher, "_wait_for", done)]


def inbox_forgets_ids() -> Patches:
    """A message that comes a second time is handled a second time."""

    def again(_tx: Transaction, repeated: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"id": f"{row['id']}#again"} for row in repeated]

    return [patch.object(inbox, "_changed", again)]


def done_though_it_failed() -> Patches:
    """Now and then a handler fails, and its message counts as handled."""
    handle, handled = Dispatcher._handle, count(1)

    def careless(self: Dispatcher, tx: Transaction, row: Row[Any]) -> list[tuple[int, Message]]:
        if next(handled) % 5 == 0:
            return [(row.position, Message.from_json(row.body))]
        return handle(self, tx, row)

    return [patch.object(Dispatcher, "_handle", careless)]


def sends_blindly_again() -> Patches:
    """A text of which nothing is known is sent again without asking."""
    unknown = record_outcomes._unknown

    def again(result: Any, now: Any) -> dict[str, Any]:
        said: dict[str, Any] = unknown(result, now)
        return said | ({"state": "queued"} if result.row.channel == "sms" else {})

    return [patch.object(record_outcomes, "_unknown", again)]


def asks_too_early() -> Patches:
    """The provider is asked what it took before it lists it."""
    return [patch.object(record_outcomes, "SETTLING", timedelta(0))]


def calls_before_writing() -> Patches:
    """That a text is being sent is not written down before the call."""
    sending = claim_window._sending

    def unwritten(parcel: Any, now: Any) -> dict[str, Any]:
        said: dict[str, Any] = sending(parcel, now)
        return said | {"new_state": "queued"}

    return [patch.object(claim_window, "_sending", unwritten)]


def forgets_stops() -> Patches:
    """Nobody looks whether she asked us to stop."""
    verdict = gates.verdict

    def open_gate(*telling: Any, **how: Any) -> Any:
        return verdict(*telling, **how | {"suppressed": False})

    return [
        patch.object(claim_window, "verdict", open_gate),
        patch.object(tell, "_suppressed", lambda *_: set()),
        patch.object(suppress, "_stop_what_waits", lambda *_: None),
    ]


def keeps_freed_seats() -> Patches:
    """A seat that somebody gives back is not handed to who waits."""
    return [patch.object(answer_invitation, "hand_over", lambda *_, **__: [])]


def latest_arrival_wins() -> Patches:
    """Answers count in the order in which they come in."""
    return [patch.object(Answer, "newer_than", lambda _self, _known: True)]


def takes_older_states() -> Patches:
    """A copy takes whatever comes, also what is older."""

    def follow(tx: Transaction, table: Any, row: dict[str, Any]) -> bool:
        upsert(tx, table, [row], "id")
        return True

    modules = (registrations_follow, notified_of_event, notified_of_network, partners_follow)
    return [patch.object(module, "follow", follow) for module in modules]


def ignores_keys() -> Patches:
    """A repeated request acts again."""
    begin = idempotency.begin

    def forgetful(tx: Transaction, key: Any) -> None:
        begin(tx, key)

    return [patch.object(idempotency, "begin", forgetful)]


def late_joiners_left_out() -> Patches:
    """Who becomes a member later is not invited to what is open."""
    return [patch.object(add_membership, "invite_to_open_events", lambda *_, **__: 0)]


def receipts_go_back() -> Patches:
    """What the provider says last of a text counts, not what says most."""
    return [patch.object(record_receipt, "is_forward", lambda _known, _told: True)]


def early_receipts_dropped() -> Patches:
    """What is said of a text before we know its id is forgotten."""
    return [patch.object(record_receipt, "_keep", lambda *_: None)]


def replies_not_fetched() -> Patches:
    """Only webhooks bring what people write."""
    return [patch.object(ReplyFetcher, "run_once", lambda _self, _now: 0)]


def tells_without_consent() -> Patches:
    """Partners are named also where she withdrew."""
    agreed: Any = consent.partners_agreed

    def all_of_them(consents: Any, network_id: str) -> Any:
        return agreed([_Given(row) for row in consents], network_id)

    return [patch.object(roll, "partners_agreed", all_of_them)]


def corrections_untold() -> Patches:
    """What is corrected or taken back in the roll stays in the house."""
    return [patch.object(correct_attendance, "tell", lambda *_, **__: None)]


def keeps_the_erased() -> Patches:
    """Who is erased where she was entered is kept where people are told."""
    return [patch.object(handlers, "erase_recipient", lambda _tx, _message: None)]


class _Given:
    """A consent that says yes whatever it says."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self.given = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


MUTANTS: dict[str, Callable[[], Patches]] = {
    planted.__name__: planted
    for planted in (
        believes_the_broker,
        done_before_published,
        lease_without_end,
        waiting_taken_for_done,
        inbox_forgets_ids,
        done_though_it_failed,
        sends_blindly_again,
        asks_too_early,
        calls_before_writing,
        forgets_stops,
        keeps_freed_seats,
        latest_arrival_wins,
        takes_older_states,
        ignores_keys,
        late_joiners_left_out,
        receipts_go_back,
        early_receipts_dropped,
        replies_not_fetched,
        tells_without_consent,
        corrections_untold,
        keeps_the_erased,
    )
}


@contextmanager
def planted(name: str, product: SimulatedProduct) -> Iterator[None]:
    """Plays with this fault in the product; afterwards it is as it was."""
    with ExitStack() as stack:
        for one in MUTANTS[name]():
            stack.enter_context(one)
        for service in WORKING:
            product.build(service)
        yield
    for service in WORKING:
        product.build(service)
