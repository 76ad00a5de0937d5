"""Rows that gave up are shown to those they belong to, without what they say; they are tried again or discarded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import audit, inbox
from shared.message import Message
from tests.shared.http.small_service import SmallService

DEAD = "/api/small/v1/dead"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallService]:
    """Messages 1, 2 (given up) and 3 (due) of `demo`; 4 (given up) of another organisation."""
    small = SmallService(tmp_path)
    for number in (1, 2, 3):
        small.hear(number)
    small.hear(4, organisation="other")
    small.bury(1, 2, 4)
    yield small
    small.database.close()


def address(small: SmallService, number: int, verb: str) -> str:
    return f"{DEAD}/inbox-{small.row(number).position}/{verb}"


def listed(small: SmallService, role: str = "owner", organisation: str = "demo") -> list[str]:
    answer = small.client(role, organisation).get(DEAD).raise_for_problem()
    return sorted(item["message_id"] for item in answer.json["items"])


def test_an_owner_sees_what_gave_up_in_her_organisation(small: SmallService) -> None:
    assert listed(small) == ["msg_1", "msg_2"]
    assert listed(small, organisation="other") == ["msg_4"]


def test_the_operator_sees_all_that_gave_up(small: SmallService) -> None:
    assert listed(small, "operator") == ["msg_1", "msg_2", "msg_4"]


def test_the_reason_is_shown_and_the_body_is_not(small: SmallService) -> None:
    answer = small.client().get(DEAD)
    item = answer.json["items"][0]
    assert item | {"id": ""} == {
        "id": "",
        "message_id": "msg_1",
        "type": "participant.changed.v1",
        "subject": "par_1",
        "reason": "KeyError",
        "attempts": 5,
        "dead_at": "2027-01-12T12:00:00+00:00",
    }
    assert b"Amal" not in answer.body


def test_long_lists_come_in_pages(small: SmallService) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = small.client("operator").get(f"{DEAD}?limit=1{cursor}").json
        seen += [item["message_id"] for item in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == ["msg_1", "msg_2", "msg_4"]
    assert page["next"] is None


def test_what_is_tried_again_is_due_with_a_fresh_count(small: SmallService) -> None:
    answer = small.client().post(address(small, 1, "retry"))
    assert (answer.status, answer.json["outcome"]) == (200, "due")
    row = small.row(1)
    assert (row.due_at, row.dead_at, row.attempts) == (small.clock.now(), None, 0)
    assert listed(small) == ["msg_2"]


def test_what_is_discarded_loses_its_body_and_keeps_its_id(small: SmallService) -> None:
    body = small.row(1).body
    answer = small.client().post(address(small, 1, "discard"))
    assert (answer.status, answer.json["outcome"]) == (200, "discarded")
    row = small.row(1)
    assert (row.body, row.dead_at, row.done_at) == (None, None, small.clock.now())
    assert row.last_error == "discarded by owner:usr_1"
    with small.database.transaction() as tx:
        assert inbox.store(tx, [body]) == 0
        assert audit.removed_counts(tx) == {"inbox discarded": 1}
    assert Message.from_json(body).id == row.id


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_what_another_organisation_has_is_not_there(small: SmallService, verb: str) -> None:
    before = small.row(4)
    assert small.client().post(address(small, 4, verb)).status == 404
    assert small.row(4) == before
    assert small.client(organisation="other").post(address(small, 4, verb)).status == 200


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_what_is_not_dead_is_left_alone(small: SmallService, verb: str) -> None:
    before = small.row(3)
    assert small.client().post(address(small, 3, verb)).status == 404
    assert small.row(3) == before


@pytest.mark.parametrize("verb", ["retry", "discard"])
@pytest.mark.parametrize("row", ["inbox-999", "outbox-1", "periodic-1", "inbox-", "inbox-1x", "inbox-٣", "1" * 40])
def test_an_id_of_nothing_is_not_found(small: SmallService, row: str, verb: str) -> None:
    assert small.client().post(f"{DEAD}/{row}/{verb}").status == 404


@pytest.mark.parametrize(
    ("role", "status"), [(None, 401), ("reader", 403), ("organiser", 403), ("partner", 403), ("participant", 403)]
)
def test_below_the_owner_nobody_may(small: SmallService, role: str | None, status: int) -> None:
    client = small.client(role)
    assert client.get(DEAD).status == status
    assert client.post(address(small, 1, "retry")).status == status
    assert client.post(address(small, 1, "discard")).status == status
    assert small.row(1).dead_at is not None


def test_who_owns_one_network_alone_may_neither(small: SmallService) -> None:
    client = small.client(network="net_1")
    assert client.get(DEAD).status == 403
    for verb in ("retry", "discard"):
        assert client.post(address(small, 1, verb)).status == 403
    assert small.row(1).dead_at is not None
