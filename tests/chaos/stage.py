"""The product apart on servers of its own, ready to be shaken; nothing of it is left when it is over."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.chaos import Chaos
from tests.chaos.keeper import Keeper
from tests.support.apart import Apart
from tests.support.full_way import FullWay
from tests.support.product import TestProduct
from tests.support.servers import PostgreSql, RabbitMq

STARTS = 3  # a process whose database is slow to answer ends, and is started again
CHECK_IN = {"SAMLING_CHECK_IN_OPENS": "P30D"}  # people are met as soon as they are invited


def for_partners(node: RabbitMq) -> dict[str, str]:
    """Settings with which partners can have queues."""
    return {
        "SAMLING_PARTNER_BROKER_URL": f"amqp://{node.host}:{node.port}",
        "SAMLING_BROKER_MANAGEMENT_URL": node.management_url,
    }


@contextmanager
def apart_on(
    postgresql: PostgreSql, rabbitmq: RabbitMq, prepare: Callable[[Apart], None] = lambda _apart: None
) -> Iterator[Apart]:
    """Twelve processes; `prepare` may change their settings before they start."""
    with tempfile.TemporaryDirectory(prefix="samling-chaos-") as folder:
        parts = FullWay(postgresql, rabbitmq).parts()
        TestProduct(Path(folder) / "migrated", parts=parts).close()
        apart = Apart(Path(folder), parts)
        apart.settings |= CHECK_IN | for_partners(rabbitmq)
        prepare(apart)
        try:
            for _ in range(STARTS):
                apart.start()
                if apart.wait_until_live():
                    break
            assert not (dead := apart.dead()), "\n".join(apart.log(*name)[-1000:] for name in dead)
            yield apart
        finally:
            apart.kill()


@contextmanager
def chaos_on(apart: Apart, rabbitmq: RabbitMq, *, listens: bool, tellers: int, pause: float) -> Iterator[Chaos]:
    """Load, a partner and a keeper; begins when what was made at the broker would survive its death."""
    chaos = Chaos(apart, listens=listens, tellers=tellers, pause=pause, keeper=Keeper(apart))
    rabbitmq.sync()
    with chaos.going_on():
        yield chaos
