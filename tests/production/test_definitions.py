"""The policies in infra/rabbitmq: a real node takes them, and a message that nobody can keep is parked, not lost."""

import json
from urllib.parse import unquote, urlsplit

import pytest
from kombu import Connection

from shared.broker.rabbitmq.definitions import DefinitionSettings, import_definitions
from shared.broker.rabbitmq.topology import DEAD_LETTERS, queue_of
from shared.settings import Unusable
from tests.support.servers import RabbitMq

pytestmark = pytest.mark.production


def settings(rabbitmq: RabbitMq, url: str, *, management: str | None = None) -> DefinitionSettings:
    return DefinitionSettings(
        samling_broker_url=url, samling_broker_management_url=management or rabbitmq.management_url
    )


def test_a_refused_message_lies_in_the_queue_of_dead_letters(rabbitmq: RabbitMq) -> None:
    url = rabbitmq.new_vhost()
    for _ in range(2):  # an upgrade puts them again
        assert import_definitions(settings(rabbitmq, url))
    with Connection(url) as connection:
        reader = queue_of("events")(connection.default_channel)
        reader.declare()
        connection.Producer().publish("nobody can keep this", routing_key=reader.name)
        refused = connection.SimpleQueue(reader).get(timeout=20)
        refused.reject()
        parked = connection.SimpleQueue(queue_of("dead")).get(timeout=20)
        assert parked.payload == "nobody can keep this"
        parked.ack()


def test_the_policy_holds_every_reader_and_not_the_dead_letters(rabbitmq: RabbitMq) -> None:
    url = rabbitmq.new_vhost()
    import_definitions(settings(rabbitmq, url))
    with Connection(url) as connection:
        queue_of("notifications")(connection.default_channel).declare()
    vhost = unquote(urlsplit(url).path[1:])
    listed = rabbitmq.control("list_queues", "--vhost", vhost, "--formatter", "json", "--quiet", "name", "policy")
    policies = {queue["name"]: queue["policy"] for queue in json.loads(listed)}
    assert policies == {"samling.notifications": "samling.readers", DEAD_LETTERS: ""}


def test_without_a_management_address_nothing_is_asked() -> None:
    assert not import_definitions(DefinitionSettings())


def test_a_wrong_password_is_said_without_saying_it(rabbitmq: RabbitMq) -> None:
    wrong = rabbitmq.management_url.replace(":samling@", ":mistaken@")
    with pytest.raises(Unusable) as refusal:
        import_definitions(settings(rabbitmq, rabbitmq.new_vhost(), management=wrong))
    assert "401" in str(refusal.value)
    assert "mistaken" not in str(refusal.value)
