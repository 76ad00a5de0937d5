"""A reply that comes twice at once, by webhook and fetched, is taken in once on PostgreSQL too."""

import pytest
from sqlalchemy import func, select

from services.notifications import service
from services.notifications.operations.receive_reply import park_reply, receive_reply
from services.notifications.reply import Reply
from shared import migrations
from shared.clock import StandingClock
from shared.database import Database, Transaction
from shared.ids import random_ids
from tests.support.at_once import behind
from tests.support.one_service import NOON
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production

TEXT = {"channel": "sms", "provider_id": "SM1", "from_": "+447700900105", "to": "+447700900999", "body": "ja"}


def test_a_text_that_comes_twice_at_once_is_taken_in_once(postgresql: PostgreSql) -> None:
    database = Database(
        postgresql.new_database(), source="notifications", clock=StandingClock(NOON), ids=random_ids, pool_size=5
    )
    migrations.migrate(database, service.MIGRATIONS)
    said: list[bool] = []

    def by_webhook() -> None:
        with database.transaction() as tx:
            said.append(receive_reply(tx, **TEXT, told_at=NOON))

    def fetched(tx: Transaction) -> None:
        park_reply(tx, **TEXT, told_at=NOON, reason="as if it could not be understood")

    behind(database, fetched, by_webhook)
    assert said == [False]
    with database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Reply)) == 1
    database.close()
