"""Lists of people on PostgreSQL: entered, found, and entered once however many enter them at the same time."""

from urllib.parse import quote

import pytest
from sqlalchemy import literal, select

from shared.folding import fold
from shared.sql import dialect_of, folded
from tests.services.registrations.http.test_networks import count, entered, one, statuses
from tests.services.registrations.organiser import NETWORK, NOON, Organiser
from tests.support.at_once import at_once
from tests.support.corpus import PAYLOADS
from tests.support.looks import Statements

pytestmark = pytest.mark.production


def test_two_hundred_people_take_as_few_statements_as_two(organiser: Organiser) -> None:
    organiser.event(invite_at=NOON)
    known = organiser.person(name="Person 200 7", phone="+447720000007")
    costs = []
    for number in (2, 200):
        people = [one(f"Person {number} {place}", f"+4477{number:03}{place:05}") for place in range(number)]
        with Statements(organiser.service.service.database) as statements:
            items = entered(organiser, *people)
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert (items[7], count(organiser)) == ({"participant_id": known, "status": "joined"}, 202)
    assert len(organiser.ok("GET", "/events/evt_1/call-list?limit=200")["items"]) == 200


def test_lists_that_come_at_the_same_time_enter_a_person_once(organiser: Organiser) -> None:
    people = [one(), one("Selam Tesfay", None)]
    told = at_once(6, lambda _: statuses(entered(organiser, *people)))
    assert sorted(told) == [["added", "added"]] + [["member", "member"]] * 5
    assert count(organiser) == 2


@pytest.mark.parametrize("asked", ["oye", "AHMADI", "0101", "zahra@EXAMPLE"])
def test_people_are_found(organiser: Organiser, asked: str) -> None:
    entered(organiser, one("Zahra Ahmadi-Øyen", email="zahra@example.org"), one("Selam", "+447700900102"))
    found = organiser.ok("GET", f"/participants?network_id={NETWORK}&q={quote(asked)}")["items"]
    assert [person["name"] for person in found] == ["Zahra Ahmadi-Øyen"]


def test_the_database_folds_text_as_we_do(organiser: Organiser) -> None:
    texts = [*(text for text in PAYLOADS if text.isprintable()), "Āzād Øyvind", "ŁUKASZ", "مَريَم", "İstanbul", "Ἀθήνα"]
    with organiser.service.read() as tx:
        assert [tx.scalar(select(folded(literal(text), dialect_of(tx)))) for text in texts] == [*map(fold, texts)]
