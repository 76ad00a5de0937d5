"""Puts policies and the queue of dead letters into a broker, through RabbitMQ's management API."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from shared.http.client import OverHttp
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
    management = urlsplit(settings.samling_broker_management_url)
    vhost = unquote(urlsplit(settings.samling_broker_url.split(";")[0]).path[1:]) or "/"
    credentials = f"{unquote(management.username or '')}:{unquote(management.password or '')}"
    host = management.netloc.rpartition("@")[2]
    api = OverHttp(f"{management.scheme}://{host}{management.path}")
    headers = {
        "Authorization": f"Basic {b64encode(credentials.encode()).decode()}",
        "Content-Type": "application/json",
    }
    try:
        body = Path(settings.samling_broker_definitions).read_bytes()
    except OSError as error:
        raise Unusable(f"SAMLING_BROKER_DEFINITIONS cannot be read ({error.strerror})") from None
    status, _, _ = api("POST", f"/api/definitions/{quote(vhost, safe='')}", body, headers)
    api.close()
    if status >= 400:
        raise Unusable(f"SAMLING_BROKER_MANAGEMENT_URL: RabbitMQ refused the definitions ({status})")
    return True
