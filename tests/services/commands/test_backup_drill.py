"""The drill: a product lives a day, is backed up, lives on, is lost, and comes back as it was yesterday.

The world outside goes on: what its phones have received they have, and the provider lists it.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.commands.backup import back_up
from services.commands.restore import bring_back
from tests.support.product import KEY, TestProduct

pytestmark = pytest.mark.slow

AMINA, FATIMA, SARA, LATER = (f"+44770090030{number}" for number in range(4))
MakeProduct = Callable[..., TestProduct]


class Drill:
    """One product, and the backup that is taken of it while it runs."""

    def __init__(self, product: TestProduct, folder: Path) -> None:
        self.product = product
        self.kept = folder / "yesterday"
        self.environment = {
            "SAMLING_DATA_DIR": str(product.folder),
            "SAMLING_SECRET_KEY": KEY,
            "SAMLING_PUBLIC_URL": "http://samling.test",
            "SAMLING_PORT": "0",
        }

    def back_up(self) -> None:
        back_up(self.kept, self.environment, clock=self.product.clock)

    def restore(self, *services: str) -> list[str]:
        """The product is gone, and comes back; its loops have not turned yet."""
        self.product.close()
        settled = bring_back(self.kept, self.environment, services=services, replace=True, clock=self.product.clock)
        self.product.open()
        return settled.held

    def let_go(self, network: dict[str, Any]) -> None:
        self.product.do("PATCH", f"events/networks/{network['id']}", {"sending": "on"})

    def texts(self) -> dict[str, list[str]]:
        return {phone: [text.body for text in self.product.phone(phone)] for phone in (AMINA, FATIMA, SARA, LATER)}


@pytest.fixture
def drill(make_product: MakeProduct, tmp_path: Path) -> Drill:
    return Drill(make_product(), tmp_path)


def a_day(product: TestProduct) -> tuple[dict[str, Any], dict[str, Any]]:
    """A network with three people, one of whom has said yes."""
    network = product.a_network()
    for name, phone in (("Amina", AMINA), ("Fatima", FATIMA), ("Sara", SARA)):
        product.a_member(network, name, phone=phone)
    event = product.an_event(network, in_days=4, capacity=2)
    product.texts(AMINA, "1")
    product.pass_time(timedelta(hours=1))
    return network, event


def test_nothing_is_sent_until_it_is_let_go_and_then_only_what_is_owed(drill: Drill) -> None:
    product = drill.product
    network, event = a_day(product)
    drill.back_up()
    product.pass_time(timedelta(hours=1))
    product.texts(FATIMA, "1")  # answered on the lost day, by SMS
    starts = product.clock.now() + timedelta(days=5)
    moved = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    product.do("POST", f"events/events/{event['id']}/reschedule", moved)
    product.pass_time(timedelta(hours=20))
    before = drill.texts()
    assert len(before[FATIMA]) == 3, "invited, seated, moved"

    assert drill.restore() == [network["slug"]]
    product.pass_time(timedelta(hours=1))
    assert drill.texts() == before, "nothing is sent"
    assert all(line.balanced for line in product.books()), "one instant: nothing is lost between services"

    drill.let_go(network)
    product.pass_time(timedelta(minutes=5))
    assert drill.texts() == before, "Fatima's answer was fetched again, and that she has a seat she was told"
    statuses = sorted(product.registrations(event).values())
    assert statuses == ["confirmed", "confirmed"], "Amina, and Fatima whose text the provider still had"

    product.do("POST", f"events/events/{event['id']}/cancel", {})
    product.pass_time(timedelta(minutes=5))
    for phone in (AMINA, FATIMA, SARA):
        assert drill.texts()[phone][:-1] == before[phone]
        assert "avlyst" in drill.texts()[phone][-1].lower(), "what an organiser does from now on reaches everybody"
    product.audit()


def test_what_was_owed_and_never_sent_is_sent_once_it_is_let_go(drill: Drill) -> None:
    product = drill.product
    network, _ = a_day(product)
    drill.back_up()
    before = drill.texts()
    drill.restore()
    product.a_member(network, "Leila", phone=LATER)
    product.pass_time(timedelta(hours=1))
    assert drill.texts() == before
    drill.let_go(network)
    product.pass_time(timedelta(minutes=5))
    assert len(drill.texts()[LATER]) == 1
    assert {phone: texts for phone, texts in drill.texts().items() if phone != LATER} == {
        phone: texts for phone, texts in before.items() if phone != LATER
    }
    product.audit()


def forget_that_it_was_restored(product: TestProduct) -> None:
    with product.product.services["notifications"].database.transaction() as tx:
        tx.connection().exec_driver_sql("UPDATE known_networks SET restored_to = NULL")


@pytest.mark.parametrize("looks_up", [True, False], ids=["looked up", "twin: not looked up"])
def test_what_was_on_its_way_and_reached_her_on_the_lost_day_is_not_sent_again(drill: Drill, looks_up: bool) -> None:
    product = drill.product
    network = product.a_network()
    product.a_member(network, "Amina", phone=AMINA)
    product.weather(sms={"too_many": 1})
    product.an_event(network, in_days=4)
    assert drill.texts()[AMINA] == [], "the provider is too busy"
    drill.back_up()
    product.weather()
    product.pass_time(timedelta(hours=1))
    before = drill.texts()
    assert len(before[AMINA]) == 1
    drill.restore()
    if not looks_up:
        forget_that_it_was_restored(product)
    drill.let_go(network)
    product.pass_time(timedelta(hours=1))
    assert len(drill.texts()[AMINA]) == (1 if looks_up else 2)
    product.audit()


def test_what_was_on_its_way_and_never_reached_her_is_sent(drill: Drill) -> None:
    product = drill.product
    network = product.a_network()
    product.a_member(network, "Amina", phone=AMINA)
    product.weather(sms={"too_many": 1})
    product.an_event(network, in_days=4)
    drill.back_up()
    drill.restore()
    product.weather()
    product.pass_time(timedelta(hours=1))
    assert drill.texts()[AMINA] == [], "held"
    drill.let_go(network)
    product.pass_time(timedelta(hours=1))
    assert len(drill.texts()[AMINA]) == 1
    product.audit()


def test_a_mail_that_may_come_twice_is_marked_so(drill: Drill) -> None:
    product = drill.product
    network = product.a_network()
    product.a_member(network, "Amina", email="amina@example.org")
    product.an_event(network, in_days=4)
    drill.back_up()
    drill.restore()
    drill.let_go(network)
    product.an_event(network, in_days=5)
    product.pass_time(timedelta(hours=2))
    product.an_event(network, in_days=6)
    with product.product.services["notifications"].database.read() as tx:
        query = "SELECT possibly_twice FROM notifications WHERE occasion = 'invitation' ORDER BY created_at"
        marked = tx.connection().exec_driver_sql(query).scalars().all()
    assert list(map(bool, marked)) == [False, True, False], "for a while the provider cannot be asked"


def test_of_what_is_over_nobody_is_told(drill: Drill) -> None:
    product = drill.product
    network, _ = a_day(product)
    drill.back_up()
    product.pass_time(timedelta(hours=1))
    drill.restore()
    before = drill.texts()
    product.pass_time(timedelta(days=6))
    drill.let_go(network)
    product.pass_time(timedelta(minutes=5))
    assert drill.texts() == before, "the reminder that was due meanwhile is no use any more"
    product.audit()


def test_only_events_comes_back_and_the_others_take_what_it_says_from_then_on(drill: Drill) -> None:
    product = drill.product
    network, event = a_day(product)
    drill.back_up()
    product.pass_time(timedelta(hours=1))
    starts = product.clock.now() + timedelta(days=5)
    moved = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    product.do("POST", f"events/events/{event['id']}/reschedule", moved)
    product.texts(FATIMA, "1")
    product.pass_time(timedelta(hours=20))
    before = drill.texts()

    drill.restore("events")
    product.settle()
    shown = product.do("GET", f"registrations/events/{event['id']}/registrations")["items"]
    assert len(shown) == 2, "the answers of the lost day are in registrations, which was not lost"
    out = [line.book for line in product.books() if not line.balanced]
    readers = ("registrations", "notifications", "partners")
    assert set(out) == {*(f"events to {reader}" for reader in readers), "registrations to events"}, "named, not hidden"

    drill.let_go(network)
    product.do("POST", f"events/events/{event['id']}/reschedule", moved)
    product.pass_time(timedelta(minutes=5))
    assert len(drill.texts()[FATIMA]) == len(before[FATIMA]) + 1, "today's word is told"
    known = product.do("GET", f"events/events/{event['id']}")
    for service in ("registrations", "notifications"):
        with product.product.services[service].database.read() as tx:
            row = tx.connection().exec_driver_sql("SELECT starts_at, revision FROM known_events").one()
        assert row.revision == known["revision"], service
    assert drill.texts()[AMINA][:-1] == before[AMINA]


def test_what_is_brought_back_twice_is_held_again(drill: Drill) -> None:
    network, _ = a_day(drill.product)
    drill.back_up()
    drill.restore()
    drill.let_go(network)
    assert drill.restore() == [network["slug"]]
