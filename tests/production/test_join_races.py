"""What two do with one join request at the same time: it is decided once, and no person is doubled or revived."""

import pytest

from services.registrations.operations.decide_join_request import accept_join_request, decline_join_request
from services.registrations.operations.erase_participant import erase_participant
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.problems import NotFound
from tests.services.registrations.http.test_join_requests import ask, waiting
from tests.services.registrations.organiser import Organiser
from tests.support.at_once import behind
from tests.support.one_service import KEYS, ORGANISATION

pytestmark = pytest.mark.production
REACH = Reach(ORGANISATION)


def a_request(organiser: Organiser) -> str:
    organiser.network(public=True)
    assert ask(organiser).status_code == 202
    return str(waiting(organiser)[0]["id"])


def accepts(tx: Transaction, request_id: str) -> None:
    accept_join_request(tx, request_id, reach=REACH, keys=KEYS)


def comes_too_late(organiser: Organiser, request_id: str) -> None:
    with pytest.raises(NotFound), organiser.service.transaction("organiser:second") as tx:
        accepts(tx, request_id)


def test_two_who_accept_at_once_make_one_member(organiser: Organiser) -> None:
    request_id = a_request(organiser)
    database = organiser.service.service.database
    behind(database, lambda tx: accepts(tx, request_id), lambda: comes_too_late(organiser, request_id))
    assert len(organiser.ok("GET", "/participants")["items"]) == 1
    assert len(organiser.ok("GET", "/memberships")["items"]) == 1


def test_who_is_declined_is_not_accepted_at_the_same_time(organiser: Organiser) -> None:
    request_id = a_request(organiser)
    database = organiser.service.service.database
    behind(
        database,
        lambda tx: decline_join_request(tx, request_id, reach=REACH),
        lambda: comes_too_late(organiser, request_id),
    )
    assert organiser.ok("GET", "/participants")["items"] == []


def test_who_is_erased_meanwhile_is_not_made_a_member(organiser: Organiser) -> None:
    known = organiser.person(name="Zahra Example")
    request_id = a_request(organiser)
    database = organiser.service.service.database
    behind(
        database,
        lambda tx: erase_participant(tx, known, reach=REACH),
        lambda: comes_too_late(organiser, request_id),
    )
    assert organiser.ok("GET", "/memberships")["items"] == []
    assert waiting(organiser) == []
