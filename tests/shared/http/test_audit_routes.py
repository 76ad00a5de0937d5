"""The operator, and nobody else, sees the books and the fingerprints; the fingerprints name no one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from shared import outbox
from shared.contracts.registrations import SEATS_CHANGED
from tests.shared.http.small_service import SmallService

AUDIT = "/api/small/v1/audit"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallService]:
    """Heard one message from `registrations`, and has one to say to two readers, of which one has it."""
    small = SmallService(tmp_path)
    small.hear(1)
    data = {"event_id": "evt_1", "taken": 1, "waiting": 0}
    with small.database.transaction() as tx:
        outbox.put(tx, SEATS_CHANGED, organisation="demo", subject="evt_1", revision=1, data=data)
        tx.execute(outbox.OUTBOX.update().values(readers_left=["events"]))
    small.clock.advance(timedelta(minutes=1))
    yield small
    small.database.close()


def ids(small: SmallService, direction: str, neighbour: str) -> dict[str, bool]:
    hour = quote("2027-01-12T12:00:00+00:00")
    address = f"{AUDIT}/ids?direction={direction}&neighbour={neighbour}&hour={hour}"
    found: dict[str, bool] = small.client("operator").get(address).raise_for_problem().json["ids"]
    return found


def test_the_report_has_the_services_own_books_beside_the_common_ones(small: SmallService) -> None:
    books = {book["name"]: book for book in small.client("operator").get(AUDIT).json["books"]}
    assert set(books) == {"outbox", "inbox", "dead rows", "seats"}
    assert (books["inbox"]["owed"], books["inbox"]["balanced"]) == (1, True)
    assert books["seats"] == {"name": "seats", "owed": 3, "found": {"taken": 1, "free": 1}, "balanced": False}


def test_the_report_tells_what_was_said_for_certain_and_heard(small: SmallService) -> None:
    report = small.client("operator").get(AUDIT).json
    assert set(report["said"]) == {"notifications"}
    assert set(report["heard"]) == {"registrations"}
    (entry,) = report["heard"]["registrations"].values()
    assert (entry["count"], len(entry["digest"])) == (1, 16)
    assert report["removed"] == {}


def test_one_hour_is_told_id_by_id(small: SmallService) -> None:
    (message,) = ids(small, "said", "events")
    assert ids(small, "said", "events") == {message: False}
    assert ids(small, "said", "notifications") == {message: True}
    assert ids(small, "said", "partners") == {}
    assert ids(small, "heard", "registrations") == {"msg_1": True}
    assert ids(small, "heard", "events") == {}


def test_nothing_in_the_audit_names_a_person(small: SmallService) -> None:
    assert b"Amal" not in small.client("operator").get(AUDIT).body


@pytest.mark.parametrize("path", ["", "/ids?direction=said&neighbour=events&hour=2027-01-12T12:00:00Z"])
@pytest.mark.parametrize(("role", "status"), [(None, 401), ("owner", 403), ("partner", 403), ("participant", 403)])
def test_nobody_but_the_operator_may(small: SmallService, role: str | None, status: int, path: str) -> None:
    assert small.client(role).get(AUDIT + path).status == status


@pytest.mark.parametrize(
    "query",
    ["", "?direction=sung&neighbour=events&hour=2027-01-12T12:00:00Z", "?direction=said&neighbour=events&hour=x"],
)
def test_a_question_that_is_not_understood_is_refused(small: SmallService, query: str) -> None:
    assert small.client("operator").get(f"{AUDIT}/ids{query}").status == 422
