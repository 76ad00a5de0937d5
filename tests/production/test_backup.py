"""Backup and restore on PostgreSQL: dumps of one instant beside a working product, and the same promises."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from services.commands.backup import back_up
from services.commands.restore import bring_back
from shared.settings import Unusable
from tests.support.full_way import FullWay
from tests.support.product import KEY, TestProduct

pytestmark = pytest.mark.production

AMINA, FATIMA = "+447700900401", "+447700900402"


@pytest.fixture
def product(full_way: FullWay, tmp_path: Path) -> Iterator[TestProduct]:
    product = TestProduct(tmp_path / "data", parts=full_way.parts())
    yield product
    product.close()


def environment(product: TestProduct) -> dict[str, str]:
    assert product._parts
    own = {"SAMLING_DATA_DIR": str(product.folder), "SAMLING_SECRET_KEY": KEY, "SAMLING_PORT": "0"}
    return own | dict(product._parts.settings) | {"SAMLING_PUBLIC_URL": "http://samling.test"}


def test_a_lost_day_on_postgresql(product: TestProduct, tmp_path: Path) -> None:
    network = product.a_network()
    for name, phone in (("Amina", AMINA), ("Fatima", FATIMA)):
        product.a_member(network, name, phone=phone)
    event = product.an_event(network, in_days=4)
    product.texts(AMINA, "1")
    taken = back_up(tmp_path / "kept", environment(product), clock=product.clock)
    assert (taken.kind, taken.under_way) == ("postgresql", 0)
    product.pass_time(timedelta(hours=1))
    product.texts(FATIMA, "1")
    product.pass_time(timedelta(hours=20))
    before = product.phone(AMINA), product.phone(FATIMA)

    with pytest.raises(Unusable, match="in use"):
        bring_back(tmp_path / "kept", environment(product), replace=True, clock=product.clock)
    product.close()
    with pytest.raises(Unusable, match="--replace"):
        bring_back(tmp_path / "kept", environment(product), clock=product.clock)
    settled = bring_back(tmp_path / "kept", environment(product), replace=True, clock=product.clock)
    assert settled.held == [network["slug"]]
    product.open()
    product.pass_time(timedelta(hours=1))
    assert (product.phone(AMINA), product.phone(FATIMA)) == before, "nothing is sent"

    product.do("PATCH", f"events/networks/{network['id']}", {"sending": "on"})
    product.pass_time(timedelta(minutes=5))
    assert (product.phone(AMINA), product.phone(FATIMA)) == before, "all of it she was told"
    assert sorted(product.registrations(event).values()) == ["confirmed", "confirmed"]
    product.do("POST", f"events/events/{event['id']}/cancel", {})
    assert [len(product.phone(phone)) for phone in (AMINA, FATIMA)] == [len(texts) + 1 for texts in before]
    product.audit()


def test_the_data_of_before_are_kept_under_another_name(product: TestProduct, tmp_path: Path) -> None:
    product.a_network()
    back_up(tmp_path / "kept", environment(product), clock=product.clock)
    product.close()
    told: list[str] = []
    bring_back(tmp_path / "kept", environment(product), replace=True, told=told.append, clock=product.clock)
    kept = next(text.rpartition(" ")[2] for text in told if text.startswith("the data of events"))
    url = make_url(environment(product)["EVENTS_DATABASE_URL"]).set(database=kept)
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        assert connection.execute("SELECT count(*) FROM networks").fetchone() == (1,)
    product.open()


def test_a_message_that_only_the_broker_has_is_counted(product: TestProduct, tmp_path: Path) -> None:
    product.a_network()
    with product.product.services["partners"].database.transaction() as tx:
        tx.connection().exec_driver_sql("DELETE FROM inbox")
    taken = back_up(tmp_path / "kept", environment(product), clock=product.clock)
    assert taken.under_way == 1
