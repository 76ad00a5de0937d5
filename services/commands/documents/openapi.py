"""OpenAPI 3.1 of every service, as it serves it itself."""

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from services.embedded.product import Product, compose
from services.embedded.settings import EmbeddedSettings, Ports, surroundings
from shared.broker.in_process import InProcessBroker
from shared.clock import SystemClock
from shared.ids import random_ids
from shared.keys import Keys
from shared.service import Runtime
from shared.settings import read


def openapi() -> dict[str, str]:
    """One file per service."""
    with unstarted_product() as product:
        return {
            f"openapi/{name}.json": json.dumps(
                service.app.test_client().get(f"/api/{name}/v1/openapi.json").get_json(), indent=1, ensure_ascii=False
            )
            + "\n"
            for name, service in product.services.items()
        }


@contextmanager
def unstarted_product() -> Iterator[Product]:
    """All services but the sandbox, built on a folder that goes away again; nothing listens."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"SAMLING_DATA_DIR": folder, "SAMLING_PUBLIC_URL": "http://127.0.0.1:8000"}
        settings = read(EmbeddedSettings, environment)
        runtime = Runtime(SystemClock(), random_ids, random.SystemRandom(), InProcessBroker(), Keys(("k" * 16,)))
        product = compose(surroundings(environment, settings, Ports(8000, 8001, 8025)), runtime)
        product.prepare()
        try:
            yield product
        finally:
            product.close()
