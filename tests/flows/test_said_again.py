"""Said again, how everything stands tells nobody anything, and a reader that lost its copies has them back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import DeclarativeBase

from services.notifications.base import Base as Notifications
from services.partners.base import Base as Partners
from services.registrations.base import METADATA as REGISTRATIONS
from shared.database import Database
from tests.support.product import TestProduct

PHONES = [f"+4477009002{number:02}" for number in range(5)]
COPIES = {
    "notifications": (
        ["known_networks", "known_events", "recipients", "invitations", "known_consents"],
        # what was told, and with which digits, nobody else knows
        {"revision", "registration_revision", "reply_revision", "first_told_at", "yes_digit"},
    ),
    "partners": (["known_networks", "known_events", "known_consents"], {"revision", "withdrawn_revision"}),
    "registrations": (["known_networks", "known_partners"], {"revision"}),
}


def tables(service: str) -> Any:
    bases: dict[str, type[DeclarativeBase]] = {"notifications": Notifications, "partners": Partners}
    return bases[service].metadata.tables if service in bases else REGISTRATIONS.tables


def copies(product: TestProduct, service: str) -> dict[str, list[dict[str, Any]]]:
    """All that a service keeps of what the others decide, without the numbers that only rise."""
    names, rising = COPIES[service]
    with database(product, service).read() as tx:
        return {
            name: [
                normal({key: value for key, value in row._mapping.items() if key not in rising})
                for row in tx.execute(select(tables(service)[name]).order_by(tables(service)[name].c.id))
            ]
            for name in names
        }


def normal(row: dict[str, Any]) -> dict[str, Any]:
    """A first answer that took no seat was told as an answer alone; an erasure is dated when it is heard."""
    if row.get("answer") in ("declined", "tentative"):
        row["status"] = row["answer"]
    if "erased_at" in row:
        row["erased_at"] = row["erased_at"] is not None
    return row


def database(product: TestProduct, service: str) -> Database:
    return product.product.services[service].database


def forget(product: TestProduct, service: str) -> None:
    with database(product, service).transaction() as tx:
        for name in COPIES[service][0]:
            tx.execute(delete(tables(service)[name]))


def say_all_again(product: TestProduct) -> int:
    """Every piece of all services that decide something."""
    said = 0
    for service in ("events", "registrations", "partners"):
        cursor = None
        while True:
            answer = product.do("POST", f"{service}/republish", {"cursor": cursor}, role="operator", organisation="*")
            said, cursor = said + answer["said"], answer["next"]
            if cursor is None:
                break
    return said


def a_life(product: TestProduct) -> dict[str, Any]:
    """People in every state: seated, waiting, declined, unsure, silent; withdrawn; erased; one event each."""
    network = product.a_network()
    partner = product.do("POST", "partners/partners", {"name": "Kommunen"}, role="owner")
    grant = {"network_id": network["id"], "purpose": "attendance"}
    product.do("POST", f"partners/partners/{partner['id']}/grants", grant, role="owner")
    consents = [
        {"purpose": "invitations"},
        {"purpose": "attendance", "partner_id": partner["id"], "reference": "ref-1"},
    ]
    people = [
        product.a_member(network, f"Amina {number}", phone=phone, email=f"a{number}@example.org", consents=consents)
        for number, phone in enumerate(PHONES)
    ]
    event = product.an_event(network, in_days=2, capacity=1)
    called_off = product.an_event(network, in_days=3)
    gone = product.a_member(network, "Borte Vekk", phone="+447700900210")
    product.texts(PHONES[0], "1")
    product.texts(PHONES[1], "1")
    product.texts(PHONES[2], "2")
    product.do("POST", f"events/events/{called_off['id']}/cancel", {})
    product.texts(PHONES[3], "STOPP")
    product.do("DELETE", f"registrations/participants/{gone['id']}", role="owner")
    product.pass_time(timedelta(days=2))
    path = f"registrations/events/{event['id']}/attendance"
    product.do("POST", path, {"participant_id": people[0]["id"], "status": "present"})
    return {"event": event, "network": network, "partner": partner, "people": people}


def heard(product: TestProduct, partner: dict[str, Any]) -> list[Any]:
    token = product.do("POST", f"partners/partners/{partner['id']}/tokens", {}, role="owner")["token"]
    api = product.reach.apis["partners"].with_token(token)
    items: list[Any] = api.get("/api/partners/v1/attendance").raise_for_problem().json["items"]
    return items


def told(product: TestProduct) -> tuple[int, int]:
    with database(product, "notifications").read() as tx:
        notifications = len(tx.execute(select(tables("notifications")["notifications"])).all())
    return notifications, sum(len(product.phone(phone)) for phone in (*PHONES, "+447700900210"))


@pytest.mark.slow
def test_said_again_nobody_is_told_anything(product: TestProduct) -> None:
    life = a_life(product)
    before = {name: copies(product, name) for name in COPIES}
    told_before, heard_before = told(product), heard(product, life["partner"])
    product.pass_time(timedelta(minutes=1))
    assert say_all_again(product) > 20
    assert (told(product), heard(product, life["partner"])) == (told_before, heard_before)
    for service in COPIES:
        assert_same(copies(product, service), before[service])
    product.audit()


@pytest.mark.slow
def test_a_reader_that_lost_its_copies_has_them_back_and_tells_nobody(product: TestProduct) -> None:
    life = a_life(product)
    for service in COPIES:
        before, told_before, heard_before = copies(product, service), told(product), heard(product, life["partner"])
        product.pass_time(timedelta(minutes=1))
        forget(product, service)
        say_all_again(product)
        assert_same(copies(product, service), before)
        assert (told(product), heard(product, life["partner"])) == (told_before, heard_before)
    product.audit()


def assert_same(now: dict[str, list[dict[str, Any]]], before: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in before.items():
        assert [row["id"] for row in now[name]] == [row["id"] for row in rows], name
        for mine, theirs in zip(now[name], rows, strict=True):
            assert mine == theirs, name


@pytest.mark.slow
def test_a_cursor_that_nobody_gave_is_refused(product: TestProduct) -> None:
    answer = product.call("POST", "events/republish", {"cursor": "people:1"}, role="operator", organisation="*")
    assert (answer.status, list(answer.json["errors"])) == (422, ["cursor"])


def test_only_the_operator_may_ask_for_it(product: TestProduct) -> None:
    assert product.call("POST", "registrations/republish", {}, role="owner").status == 403


@pytest.mark.slow
def test_what_an_organiser_changes_afterwards_still_reaches_people(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Amina", phone=PHONES[0])
    event = product.an_event(network)
    say_all_again(product)
    product.do("POST", f"events/events/{event['id']}/cancel", {})
    assert "avlyst" in product.phone(PHONES[0])[-1].body.lower()
    product.audit()
