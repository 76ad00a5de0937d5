"""What a product that was brought back does before anybody can reach it: hold, listen, say again; it tells nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.commands.reach import Reach
from services.commands.republish import SERVICES, say_again
from services.embedded import Product, start
from services.events.operations.hold_networks import hold_networks
from services.notifications.operations.expect_told import expect_told
from shared.clock import Clock
from shared.http.client import ApiClient


@dataclass(frozen=True)
class Settled:
    """`held`: slugs of the networks that were sending when the backup was taken, and wait for a word now."""

    held: list[str]


def settle(
    environment: Mapping[str, str],
    *,
    taken_at: datetime,
    restored: frozenset[str],
    again: bool,
    told: Callable[[str], None],
    clock: Clock | None = None,
) -> Settled:
    """Brings the databases to this version and holds every network before any message that was under way is handled.

    `again`: the databases are not all of one instant, so everything is said again. What may have been told since is
    looked up before it is told.
    """
    alone = {name: value for name, value in environment.items() if not name.startswith("SAMLING_BROKER_URL")}
    with start(alone | {"SAMLING_PORT": "0", "SANDBOX_PORT": "0"}, clock=clock, work=False) as running:
        product = running.product
        with product.services["events"].database.transaction(by="system:restore") as tx:
            held = hold_networks(tx)
        told("handling what was under way")
        _handle(product)
        if again:
            apis = {name: ApiClient(service.app) for name, service in product.services.items()}
            reach = Reach(apis, running.keys, clock=product.runtime.clock)
            for service in SERVICES:
                say_again(reach, service, told=told)
                _handle(product)
        if "notifications" in restored:
            with product.services["notifications"].database.transaction(by="system:restore") as tx:
                expect_told(tx, taken_at)
    return Settled(held)


def _handle(product: Product) -> None:
    """Relays and handles until nothing is due; what reaches providers, replies and partners stands still."""
    loops = [loop for loop in product.loops if loop.name.endswith((".dispatcher", ".relay", ".jobs"))]
    while sum(loop.run_once(product.runtime.clock.now()) for loop in loops):
        pass
