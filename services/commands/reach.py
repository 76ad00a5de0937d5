"""How commands reach the product: the one that runs, or else one of their own that sends nothing to people."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from services.embedded import EmbeddedSettings, Product, start
from services.embedded.data_folder import told_address
from shared.clock import Clock, SystemClock
from shared.http.client import ApiClient, ApiProblem
from shared.keys import Keys
from shared.settings import Unusable, read
from shared.tokens import EVERY_ORGANISATION, Identity, issue

Answered = TypeVar("Answered")

SENDERS = ("notifications.sms", "notifications.email", "sandbox.worker")


@dataclass(frozen=True)
class Reach:
    """The product as a command sees it: APIs by service, in the name of a role."""

    apis: dict[str, ApiClient]
    keys: Keys
    settle: Callable[[], None] = lambda: time.sleep(0.3)
    clock: Clock = SystemClock()  # noqa: RUF009 - it has no state

    def api(self, service: str, role: str = "operator", organisation: str = EVERY_ORGANISATION) -> ApiClient:
        """One service, below its base path, with a token that lives an hour."""
        identity = Identity(
            organisation=organisation,
            role=role,
            subject="command",
            expires_at=self.clock.now() + timedelta(minutes=55),
        )
        return self.apis[service].with_token(issue(self.keys, identity))

    def until_known(self, act: Callable[[], Answered], tries: int = 50) -> Answered:
        """What `act` returns once the service knows what another one made: it answers 404 until then."""
        for _ in range(tries):
            try:
                return act()
            except ApiProblem as problem:
                if problem.status != 404:
                    raise
                self.settle()
        return act()


@contextmanager
def reached(url: str | None) -> Iterator[Reach]:
    """The running product at `url` (unset: where this data folder's product listens), else one that only relays and
    handles. Raises Unusable."""
    settings = read(EmbeddedSettings, os.environ)
    separate = _separate()
    if separate or url or _is_locked(settings.folder):
        listens = told_address(settings.folder) or f"http://{settings.samling_host}:{settings.samling_port}"
        base = url or listens
        names = ("events", "registrations", "notifications", "partners", "web")
        apis = {name: ApiClient(separate.get(name, base)) for name in names}
        yield Reach(apis, settings.keys())
        return
    if settings.samling_broker_url:
        raise Unusable(
            "SAMLING_BROKER_URL is set: name the product that runs by --url, or its parts by EVENTS_API_URL …"
        )
    with start(os.environ | {"SAMLING_PORT": "0", "SANDBOX_PORT": "0"}, work=False) as running:
        product = running.product
        apis = {name: ApiClient(service.app) for name, service in product.services.items()}
        yield Reach(apis, settings.keys(), partial(settle_without_sending, product))
        settle_without_sending(product)


def settle_without_sending(product: Product) -> None:
    """Relays and handles until nothing is due; notifications stay due for the next start."""
    loops = [loop for loop in product.loops if not loop.name.startswith(SENDERS)]
    while sum(loop.run_once(product.runtime.clock.now()) for loop in loops):
        pass


def _separate() -> dict[str, str]:
    names = ("events", "registrations", "notifications", "partners", "web")
    return {name: os.environ[key] for name in names if os.environ.get(key := f"{name.upper()}_API_URL")}


def _is_locked(folder: Path) -> bool:
    if not (folder / "lock").exists():
        return False
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False
