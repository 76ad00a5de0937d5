"""Puts policies and the queue of dead letters into a broker, through RabbitMQ's management API."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shared.broker.rabbitmq.management import Away, Management
from shared.settings import Unusable, setting


@dataclass(frozen=True)
class DefinitionSettings:
    """Where the broker is managed, and what is put there."""

    samling_broker_url: str = setting("amqp://…/vhost: the virtual host that is prepared", default="", secret=True)
    samling_broker_management_url: str = setting(
        "http://user:password@host:15672 of RabbitMQ's management API", default="", secret=True
    )
    samling_broker_definitions: str = setting(
        "file of policies and queues that `samling migrate` puts into the broker",
        default="infra/rabbitmq/definitions.json",
    )


def import_definitions(settings: DefinitionSettings) -> bool:
    """Makes the broker hold what the file says, as often as one likes; False where no management API is set.

    Raises Unusable, without a password in its text.
    """
    if not settings.samling_broker_management_url:
        return False
    try:
        body = json.loads(Path(settings.samling_broker_definitions).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"SAMLING_BROKER_DEFINITIONS cannot be read ({type(error).__name__})") from None
    vhost = unquote(urlsplit(settings.samling_broker_url.split(";")[0]).path[1:]) or "/"
    try:
        management = Management(settings.samling_broker_management_url)
        management.post("definitions", vhost, body=body)
    except (ValueError, Away) as fault:
        raise Unusable(f"SAMLING_BROKER_MANAGEMENT_URL: {fault}") from None
    management.close()
    return True
