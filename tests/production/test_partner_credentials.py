"""A partner's credentials, tried at everything else that stands at the broker: all of it is refused."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from pika.exceptions import AMQPError, ChannelClosedByBroker

from tests.production.feed_story import begun, can_connect, connected
from tests.production.partner_tries import IN_ITS_OWN_PLACE, REFUSED, Credentials
from tests.support.servers import RabbitMq

pytestmark = [pytest.mark.production, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, rabbitmq: RabbitMq) -> Iterator[Credentials]:
    """Two partners, each with one message in its queue; what is refused changes nothing, so all tries share them."""
    story = begun(tmp_path_factory.mktemp("two"), rabbitmq)
    given = []
    for _ in range(2):
        partner = story.partner("net_1")
        given.append(story.subscribes(partner))
        story.attend(partner, 1)
    yield Credentials(rabbitmq, *given)
    story.end()


@pytest.mark.parametrize("name", REFUSED)
def test_credentials_open_nothing_but_their_own_queue(two: Credentials, name: str) -> None:
    with pytest.raises(AMQPError) as refused:
        REFUSED[name](two)
    if isinstance(refused.value, ChannelClosedByBroker):
        assert refused.value.reply_code in (403, 404), refused.value
    assert (count(two.mine["url"]), count(two.others["url"])) == (1, 1), "and changes nothing"


def test_twin_the_same_credentials_open_their_own_queue(two: Credentials) -> None:
    two.do(lambda channel: channel.basic_get("attendance"))
    assert can_connect(two.mine["url"])


def test_twin_with_wider_permissions_the_same_tries_succeed(tmp_path: Path, rabbitmq: RabbitMq) -> None:
    story = begun(tmp_path, rabbitmq)
    given = story.subscribes(story.partner("net_1"))
    name, everything = quote(given["user"], safe=""), {"configure": ".*", "write": ".*", "read": ".*"}
    rabbitmq.manage("PUT", f"permissions/{name}/{name}", everything)
    for attempt in IN_ITS_OWN_PLACE:
        REFUSED[attempt](Credentials(rabbitmq, given, given))
    story.end()


def test_whoever_is_in_a_place_sees_what_stands_there_without_permission(two: Credentials) -> None:
    """Why partners do not share one: declaring passively is never refused."""
    two.do(lambda channel: channel.exchange_declare("amq.fanout", passive=True))


def count(url: str) -> int:
    with connected(url) as channel:
        return int(channel.queue_declare("attendance", passive=True).method.message_count)


def test_the_management_api_knows_no_partner(two: Credentials) -> None:
    node, mine, others = two.node, two.mine, two.others
    credentials = (mine["user"], mine["password"])
    vhost = quote(mine["vhost"], safe="")
    for method, path in [
        ("GET", "whoami"), ("GET", "overview"), ("GET", "queues"), ("GET", "vhosts"), ("GET", "definitions"),
        ("GET", f"queues/{vhost}/attendance"), ("PUT", f"users/{mine['user']}"), ("DELETE", f"users/{others['user']}"),
        ("POST", f"queues/{vhost}/attendance/get"), ("DELETE", f"queues/{vhost}/attendance/contents"),
    ]:  # fmt: skip
        address = f"http://{node.host}:{node.management_port}/api/{path}"
        answer = requests.request(method, address, json={}, auth=credentials, timeout=10)
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
