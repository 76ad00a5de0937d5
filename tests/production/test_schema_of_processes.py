"""What a process does about a database of another version."""

import json

import psycopg
import pytest

from tests.support.apart import Apart
from tests.support.full_way import FullWay
from tests.support.servers import PostgreSql, RabbitMq

pytestmark = [pytest.mark.production, pytest.mark.crash]


def test_before_migrating_a_process_says_what_to_do(
    postgresql: PostgreSql, rabbitmq: RabbitMq, tmp_path_factory: pytest.TempPathFactory
) -> None:
    apart = Apart(tmp_path_factory.mktemp("empty"), FullWay(postgresql, rabbitmq).parts())
    apart.start_one("events", "http")
    assert apart.processes["events", "http"].wait(60) == 2
    assert (
        apart.log("events", "http")
        .strip()
        .endswith("the database of events is older than this version; run `samling migrate` first")
    )


def test_an_older_process_starts_again_beside_a_newer_one(
    full_way: FullWay, tmp_path_factory: pytest.TempPathFactory
) -> None:
    parts = full_way.parts()
    with psycopg.connect(parts.settings["EVENTS_DATABASE_URL"]) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    apart = Apart(tmp_path_factory.mktemp("newer"), parts)
    apart.start_one("events", "http")
    try:
        assert apart.wait_until_live()
        lines = [json.loads(line) for line in apart.log("events", "http").splitlines()]
        assert "schema.newer" in {line["event"] for line in lines}
    finally:
        apart.kill()
