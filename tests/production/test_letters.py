"""Letters and counts on PostgreSQL: two senders at once send one mail, and numbers are the same as on files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notifications.operations.settle_letter import claim_letter
from tests.services.notifications.letters import asked, at_rest, kept
from tests.services.notifications.outbound import SARA, Outbound
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production


@pytest.fixture
def outbound(postgresql: PostgreSql, tmp_path: Path) -> Iterator[Outbound]:
    """The service on PostgreSQL, with a network whose sending is held."""
    made = Outbound(tmp_path, notifications_database_url=postgresql.new_database())
    made.ready_to_invite(sending="held")
    yield made
    made.service.close()


def test_of_two_who_send_at_once_one_has_the_letter(outbound: Outbound) -> None:
    with at_rest(outbound):
        asked(outbound)
    dispatcher = next(loop for loop in outbound.service.loops if loop.name.endswith(".dispatcher"))
    dispatcher.run_once(outbound.clock.now())
    with outbound.transaction() as first:
        assert claim_letter(first, "email") is not None
        with outbound.transaction() as second:
            assert claim_letter(second, "email") is None
    with outbound.transaction() as third:
        assert claim_letter(third, "email") is None


def test_a_letter_is_sent_and_forgotten(outbound: Outbound) -> None:
    asked(outbound)
    letter = kept(outbound)
    assert (len(outbound.post.taken), letter.state, letter.contact, letter.data) == (1, "sent", None, None)


def test_a_letter_that_comes_too_late_ends(outbound: Outbound) -> None:
    asked(outbound, until=outbound.clock.now())
    outbound.later(minutes=2)
    assert (outbound.post.taken, kept(outbound).state) == ([], "expired")


def test_what_is_held_is_previewed_tested_and_counted(outbound: Outbound) -> None:
    outbound.person("sara", SARA, language="ar", channels=["sms"])
    outbound.invite("amina", "sara")
    preview = outbound.call("GET", "/networks/net_1/preview?event_id=evt_1").json
    assert (preview["people"], preview["held"]) == (2, {"sms": 2, "email": 1})  # type: ignore[index]
    test = {"channel": "sms", "contact": "+447700900555", "language": "ar"}
    assert outbound.call("POST", "/networks/net_1/tests", test).status_code == 201
    outbound.network(sending="on")
    assert len(outbound.texts("+447700900555")) == 1
    for path in ("/events/evt_1/summary", "/networks/net_1/summary"):
        found = outbound.call("GET", path).json
        assert (found["total"], found["waiting"], found["held"]) == (3, 0, 0)  # type: ignore[index]
