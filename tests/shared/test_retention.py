"""Done rows go after 35 days, when no repeat can come any more; what is not done stays."""

from datetime import timedelta

from sqlalchemy import func, insert, select, update

from shared.http.idempotency import KEYS
from shared.inbox import INBOX
from shared.outbox import OUTBOX
from shared.retention import KEPT, retention
from tests.support.messaging import Talk


def sweep(talk: Talk, name: str) -> None:
    retention(talk.databases[name]).run_once(talk.clock.now())


def kept(talk: Talk) -> tuple[int, int]:
    return len(talk.outbox()), len(talk.inbox())


def sweep_both(talk: Talk) -> None:
    sweep(talk, "registrations")
    sweep(talk, "events")


def test_done_rows_stay_35_days(talk: Talk) -> None:
    talk.say(1)
    talk.settle()
    talk.clock.advance(KEPT)
    sweep_both(talk)
    assert kept(talk) == (1, 1)
    talk.clock.advance(timedelta(days=1))
    sweep_both(talk)
    assert kept(talk) == (0, 0)


def test_rows_that_are_not_done_stay_however_old(talk: Talk) -> None:
    talk.say(1)
    talk.relay_once()
    with talk.databases["registrations"].transaction() as tx:
        tx.execute(update(OUTBOX).values(done_at=None))
    with talk.databases["events"].transaction() as tx:
        tx.execute(update(INBOX).values(due_at=None, dead_at=tx.now))
    talk.clock.advance(timedelta(days=400))
    sweep_both(talk)
    assert kept(talk) == (1, 1)


def test_request_keys_go_after_their_seven_days(talk: Talk) -> None:
    database = talk.databases["events"]
    with database.transaction() as tx:
        owner = {"organisation": "demo", "subject": "organiser:usr_1", "digest": "-"}
        tx.execute(insert(KEYS).values(**owner, key="k1", created_at=tx.now))
    talk.clock.advance(timedelta(days=8))
    sweep(talk, "events")
    with database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(KEYS)) == 0
