"""A partner's queue on a real RabbitMQ gets the whole log, through deaths of the broker; the example reads it."""

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pika.exceptions import AMQPError

from shared.broker.rabbitmq.one_queue import IDLE
from tests.production.feed_story import (
    LONGEST,
    FeedStory,
    begun,
    can_connect,
    connected,
    numbers,
    read_all,
    was_thrown_out,
)
from tests.support.full_way import FullWay
from tests.support.product import TestProduct
from tests.support.servers import RabbitMq
from tests.support.servers.parts import wait_until

pytestmark = [pytest.mark.production, pytest.mark.timeout(300)]

EXAMPLE = Path(__file__).parents[2] / "examples" / "attendance_subscriber.py"


@pytest.fixture
def feeds(tmp_path: Path, rabbitmq: RabbitMq) -> Iterator[FeedStory]:
    story = begun(tmp_path, rabbitmq)
    yield story
    story.end()


def test_the_queue_gets_what_the_cursor_feed_shows(feeds: FeedStory) -> None:
    partner, other = feeds.partner("net_1"), feeds.partner("net_1")
    feeds.attend(partner, 1)
    given = feeds.subscribes(partner)
    others = feeds.subscribes(other)
    feeds.attend(partner, 2)
    feeds.consents("par_1", partner, revision=6, given=False)
    assert [message["type"].split(".")[1] for message in feeds.feed(partner)] == ["recorded", "recorded", "withdrawn"]
    assert read_all(given["url"]) == feeds.feed(partner)
    assert read_all(others["url"]) == []


def test_the_connection_is_kept_while_it_is_used_and_let_go_afterwards(feeds: FeedStory) -> None:
    before = publishers()
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, 1)
    kept = publishers() - before
    feeds.attend(partner, 2)
    assert len(kept) == 1
    assert publishers() - before == kept
    feeds.clock.advance(IDLE)
    feeds.settle()
    assert publishers() == before
    feeds.attend(partner, 3)
    assert numbers(read_all(given["url"])) == [1, 2, 3]


def test_a_place_that_another_process_removed_and_made_anew_is_filled_again(feeds: FeedStory) -> None:
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, 1)
    feeds.node.manage("DELETE", f"vhosts/{given['vhost']}")
    again = feeds.subscribes(partner)
    feeds.attend(partner, 2)
    feeds.later()
    assert numbers(read_all(again["url"]))[-1] == 2


def publishers() -> set[int | None]:
    """The threads that hold a connection for publishing."""
    return {thread.ident for thread in threading.enumerate() if thread.name == "broker.publisher"}


def test_the_queue_is_a_quorum_queue_with_a_limit(feeds: FeedStory) -> None:
    given = feeds.subscribes(feeds.partner("net_1"))
    queue: dict[str, Any] = {}

    def is_shown() -> bool:
        queue.update(feeds.node.manage("GET", feeds.queue(given)))
        return bool(queue.get("effective_policy_definition"))

    wait_until(is_shown, AssertionError)  # the management API tells with a delay
    assert (queue["arguments"], queue["durable"]) == ({"x-queue-type": "quorum"}, True)
    assert queue["effective_policy_definition"]["max-length"] == LONGEST
    assert feeds.node.manage("GET", f"users/{given['user']}")["tags"] in ([], "")
    assert [entry["vhost"] for entry in feeds.node.manage("GET", f"users/{given['user']}/permissions")] == [
        given["vhost"]
    ]


def test_what_falls_out_of_the_queue_is_found_in_the_cursor_feed(feeds: FeedStory) -> None:
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, *range(LONGEST + 25))
    held = read_all(given["url"])
    assert numbers(held) == list(range(26, LONGEST + 26)), "the oldest fall out, the newest stay"
    missed = feeds.asks(partner, "?limit=25").json["items"]
    assert numbers(missed + held) == list(range(1, LONGEST + 26))
    assert feeds.asks(partner, f"?after={held[-1]['cursor']}").json["items"] == []


def test_a_queue_that_is_missing_holds_back_nobody_else_and_misses_nothing(feeds: FeedStory) -> None:
    broken, whole = feeds.partner("net_1"), feeds.partner("net_1")
    lost, kept = feeds.subscribes(broken), feeds.subscribes(whole)
    feeds.node.manage("DELETE", feeds.queue(lost))
    feeds.attend(broken, 1, 2)
    feeds.attend(whole, 1, 2)
    assert numbers(read_all(kept["url"])) == [1, 2]
    assert "missing" in feeds.call("GET", f"/partners/{broken}/amqp").json["problem"]
    again = feeds.subscribes(broken)
    assert numbers(read_all(again["url"])) == [1, 2]


def test_a_broker_that_dies_in_the_middle_loses_nothing(feeds: FeedStory, rabbitmq: RabbitMq) -> None:
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, 1, 2)
    feeds.node.sync()
    rabbitmq.kill()
    feeds.attend(partner, 3, 4)
    answer = feeds.call("POST", f"/partners/{feeds.partner()}/amqp", {}, role="owner")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    rabbitmq.start()

    def all_there() -> bool:
        feeds.later()
        return feeds.call("GET", f"/partners/{partner}/amqp").json["waiting"] == 0

    wait_until(all_there, AssertionError)
    taken: set[int] = set()

    def all_read() -> bool:
        taken.update(numbers(read_all(given["url"])))
        return taken == {1, 2, 3, 4}

    wait_until(all_read, AMQPError)  # a queue that comes back elects its leader first


def test_a_new_password_ends_the_old_one_and_who_is_connected_with_it(feeds: FeedStory) -> None:
    partner = feeds.partner("net_1")
    old = feeds.subscribes(partner)
    with connected(old["url"]) as channel:
        new = feeds.subscribes(partner)
        assert was_thrown_out(channel)
    assert not can_connect(old["url"])
    feeds.attend(partner, 1)
    assert numbers(read_all(new["url"])) == [1]


@pytest.mark.parametrize("end", ["feed", "partner"])
def test_who_is_removed_is_thrown_out_and_nothing_of_it_stays(feeds: FeedStory, end: str) -> None:
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, 1)
    with connected(given["url"]) as channel:
        path = f"/partners/{partner}" + ("/amqp" if end == "feed" else "")
        assert feeds.call("DELETE", path, role="owner").status_code == 204
        feeds.settle()
        assert was_thrown_out(channel)
    assert not can_connect(given["url"])
    assert given["user"] not in [user["name"] for user in feeds.node.manage("GET", "users")]
    assert given["vhost"] not in [vhost["name"] for vhost in feeds.node.manage("GET", "vhosts")]
    feeds.attend(partner, 2)
    assert feeds.dead() == []


def test_from_check_in_to_the_partners_queue_on_real_servers(
    full_way: FullWay, rabbitmq: RabbitMq, tmp_path: Path
) -> None:
    node = rabbitmq
    settings = {
        "SAMLING_PARTNER_BROKER_URL": f"amqp://{node.host}:{node.port}",
        "SAMLING_BROKER_MANAGEMENT_URL": node.management_url,
    }
    product = TestProduct(tmp_path, parts=full_way.parts(), settings=settings)
    network = product.a_network()
    partner = product.do("POST", "partners/partners", {"name": "Karrieresenteret"}, role="owner")
    path = f"partners/partners/{partner['id']}"
    product.do("POST", f"{path}/grants", {"network_id": network["id"], "purpose": "attendance"}, role="owner")
    given = product.do("POST", f"{path}/amqp", {}, role="owner")
    consents = [{"purpose": "invitations"}, {"purpose": "attendance", "partner_id": partner["id"]}]
    amal = product.a_member(network, "Amal Haddad", phone="+447700900101", consents=consents)
    silent = product.a_member(network, "Selam Tesfay", phone="+447700900102")
    event = product.an_event(network, in_days=0.5)
    for person in (amal, silent):
        body = {"participant_id": person["id"], "status": "present"}
        product.do("POST", f"registrations/events/{event['id']}/attendance", body, role="host")
    (message,) = read_all(given["url"])
    assert (message["type"], message["data"]["status"]) == ("attendance.recorded.v1", "present")
    for secret in ("Amal", "+4477", amal["id"], silent["id"]):
        assert secret not in json.dumps(message)
    product.do("DELETE", path, role="owner")
    assert not can_connect(given["url"])
    product.audit()
    product.close()


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Runs the subscriber of examples/ as a partner would; the file it writes."""
    running = []

    def run(url: str) -> Path:
        file = tmp_path / "attendance.sqlite3"
        log = (tmp_path / "log").open("ab")
        running.append(subprocess.Popen([sys.executable, str(EXAMPLE), url, str(file)], stdout=log, stderr=log))
        log.close()
        return file

    yield run
    for process in running:
        process.terminate()
        process.wait(20)


def test_the_example_keeps_attendance_through_a_restart_of_the_broker(
    feeds: FeedStory, rabbitmq: RabbitMq, example: Callable[[str], Path]
) -> None:
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, 1, 2)
    file = example(given["url"])
    wait_until(lambda: len(rows(file)) == 2, sqlite3.OperationalError)
    feeds.node.sync()
    rabbitmq.kill()
    rabbitmq.start()
    feeds.consents("par_1", partner, revision=6, given=False)
    feeds.attend(partner, 3)

    def all_there() -> bool:
        feeds.later()
        return len(rows(file)) == 3

    wait_until(all_there, sqlite3.OperationalError)
    expected = {message["data"]["id"]: (message["type"], message["data"]) for message in feeds.feed(partner)}
    wait_until(lambda: rows(file) == expected, sqlite3.OperationalError)


def test_the_example_says_how_to_catch_up(feeds: FeedStory, example: Callable[[str], Path], tmp_path: Path) -> None:
    partner = feeds.partner("net_1")
    given = feeds.subscribes(partner)
    feeds.attend(partner, *range(LONGEST + 3))
    file = example(given["url"])
    wait_until(lambda: len(rows(file)) == LONGEST, sqlite3.OperationalError)
    assert "missed 3 messages: GET /api/partners/v1/attendance" in (tmp_path / "log").read_text()


def rows(file: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    if not file.exists():
        return {}
    with closing(sqlite3.connect(file)) as kept:
        return {row[0]: (row[1], json.loads(row[2])) for row in kept.execute("SELECT id, type, data FROM attendance")}
