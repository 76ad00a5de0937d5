"""The four acts of the long form: processes and servers, bad lines, a cluster of brokers, a full disk."""

import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from shared.crash_points import POINTS
from tests.chaos.chaos import Chaos, Verdict
from tests.chaos.cluster import READERS, Cluster, leader_killed, node_lost
from tests.chaos.disk import NoDisk, database_disk_full, files_disk_full, killed, small_disk
from tests.chaos.line import Line, Weather
from tests.chaos.stage import CHECK_IN, apart_on, chaos_on
from tests.chaos.troubles import (
    Trouble,
    binding_deleted,
    killed_at_points,
    line_bad,
    memory_alarm,
    processes_killed,
    queue_deleted,
    server_killed,
)
from tests.support.apart import Apart
from tests.support.process import ProductProcess
from tests.support.servers import PostgreSql, in_containers, start_postgresql, start_rabbitmq
from tests.support.servers.local import LocalPostgreSql

TELLERS, PAUSE = 3, 1.0
WARMING = 10  # seconds of load before the first trouble
DATABASE_DISK, FILES_DISK = 1500, 60  # megabytes
BAD = {Weather.SLOW: 12, Weather.DRIPPING: 12, Weather.SILENT: 12, Weather.CUT: 5}  # seconds
SHAKEN = ("events", "registrations", "notifications", "partners", "web")  # not the world outside


@dataclass(frozen=True)
class Plan:
    """How much of it."""

    seed: int
    kills: int
    server_kills: int
    rounds: int


Skipped = str
Act = Callable[[Plan, Callable[[str], None]], tuple[Verdict, list[Skipped]]]


def processes_and_servers(plan: Plan, say: Callable[[str], None]) -> tuple[Verdict, list[Skipped]]:
    """Everything dies, again and again, while the load goes on."""
    chance = random.Random(plan.seed)
    skipped: list[Skipped] = []
    with ExitStack() as stack:
        postgresql, disk = _postgresql_on_small_disk(stack, skipped)
        rabbitmq = start_rabbitmq()
        stack.callback(rabbitmq.stop)
        apart = stack.enter_context(apart_on(postgresql, rabbitmq))
        chaos = stack.enter_context(chaos_on(apart, rabbitmq, listens=True, tellers=TELLERS, pause=PAUSE))
        assert chaos.keeper
        vhost = apart.broker_url.rpartition("/")[2]
        binding = binding_deleted(rabbitmq, vhost)
        binding.heal()
        troubles = processes_killed(chaos.keeper, chance, plan.kills)
        for server, name in ((postgresql, "PostgreSQL"), (rabbitmq, "RabbitMQ")):
            troubles += [server_killed(name, server)] * plan.server_kills
        for number in range(plan.rounds):
            troubles += [killed_at_points(chaos.keeper, chance, sorted(POINTS)), memory_alarm(rabbitmq), binding]
            troubles.append(queue_deleted(apart.broker_url, READERS[number % len(READERS)]))
            troubles += [database_disk_full(postgresql, disk, lasts=6)] if disk else []
        chance.shuffle(troubles)
        return _shaken(chaos, troubles, chance, (0.5, 2.5), say), skipped


def bad_lines(plan: Plan, say: Callable[[str], None]) -> tuple[Verdict, list[Skipped]]:
    """Slow, dripping, half open and cut: to the database, the broker, the SMS provider and the mail server."""
    chance = random.Random(plan.seed + 1)
    lines: dict[str, Line] = {}
    with ExitStack() as stack:
        postgresql, rabbitmq = start_postgresql(), start_rabbitmq()
        stack.callback(postgresql.stop)
        stack.callback(rabbitmq.stop)

        def through_lines(apart: Apart) -> None:
            ports = {"database": postgresql.port, "broker": rabbitmq.port, "mail": apart.smtp_port}
            ports["SMS provider"] = apart.ports["sandbox", "http"]
            for where, port in ports.items():
                lines[where] = Line(port)
                stack.callback(lines[where].close)
            moved = {f"{name.upper()}_DATABASE_URL": lines["database"] for name in SHAKEN}
            moved |= {"SAMLING_BROKER_URL": lines["broker"], "SMTP_URL": lines["mail"]}
            moved["TWILIO_API_BASE_URL"] = lines["SMS provider"]
            apart.settings |= {name: _over(apart.settings[name], line) for name, line in moved.items()}

        apart = stack.enter_context(apart_on(postgresql, rabbitmq, through_lines))
        chaos = stack.enter_context(chaos_on(apart, rabbitmq, listens=True, tellers=TELLERS, pause=PAUSE))
        troubles = [line_bad(where, lines[where], weather, BAD[weather]) for where in sorted(lines) for weather in BAD]
        chance.shuffle(troubles)
        return _shaken(chaos, troubles, chance, (1, 4), say), []


def cluster(plan: Plan, say: Callable[[str], None]) -> tuple[Verdict, list[Skipped]]:
    """Three nodes; the one that leads a queue is killed under load, and one is away for a minute."""
    chance = random.Random(plan.seed + 2)
    if in_containers():
        return Verdict([], [], []), ["three nodes: made from packages only, and these servers are in containers"]
    with ExitStack() as stack:
        postgresql = start_postgresql()
        stack.callback(postgresql.stop)
        nodes = Cluster()
        stack.callback(nodes.stop)

        def on_three(apart: Apart) -> None:
            apart.settings["SAMLING_BROKER_URL"] = nodes.url(apart.broker_url)

        apart = stack.enter_context(apart_on(postgresql, nodes.first, on_three))
        vhost = apart.broker_url.rpartition("/")[2]
        nodes.wait_for_members(vhost)
        chaos = stack.enter_context(chaos_on(apart, nodes.first, listens=False, tellers=TELLERS, pause=PAUSE))
        troubles = [leader_killed(nodes, vhost, reader) for reader in READERS] + [node_lost(nodes, 60)]
        chance.shuffle(troubles)
        return _shaken(chaos, troubles, chance, (5, 8), say), []


def full_disk(plan: Plan, say: Callable[[str], None]) -> tuple[Verdict, list[Skipped]]:
    """The product in one process on SQLite files whose disk is full for a while."""
    chance = random.Random(plan.seed + 3)
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(small_disk(FILES_DISK))
        except NoDisk as reason:
            return Verdict([], [], []), [f"disk of the SQLite files full: {reason}"]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samling-chaos-")))
        product = ProductProcess(folder, CHECK_IN | {"SAMLING_DATA_DIR": str(disk / "data")})
        product.start()
        stack.callback(product.kill)
        assert product.wait_until_live()
        chaos = Chaos(product, listens=False, tellers=TELLERS, pause=PAUSE, keeper=None)
        stack.enter_context(chaos.going_on())
        troubles = [files_disk_full(disk, lasts=8) for _ in range(3)] + [killed(product) for _ in range(3)]
        verdict = _shaken(chaos, troubles, chance, (3, 6), say)
        assert not product.is_dead, "it does not die of a full disk"
        return verdict, []


ACTS: dict[str, Act] = {
    "processes and servers": processes_and_servers,
    "bad lines": bad_lines,
    "cluster": cluster,
    "full disk, one process": full_disk,
}


def _shaken(
    chaos: Chaos, troubles: list[Trouble], chance: random.Random, pause: tuple[float, float], say: Callable[[str], None]
) -> Verdict:
    time.sleep(WARMING)
    say(f"{len(troubles)} troubles")
    chaos.shake(troubles, chance, pause)
    if chaos.keeper and (left := chaos.keeper.wait_for_points()):
        say(f"points that nobody came by: {', '.join(left)}")
    say(f"shaken; {len(chaos.load.chapters)} chapters begun; waiting for rest")
    return chaos.verdict()


def _postgresql_on_small_disk(stack: ExitStack, skipped: list[Skipped]) -> tuple[PostgreSql, Path | None]:
    """The server, and its disk if that can be filled."""
    try:
        if in_containers():
            raise NoDisk("the server is in a container")
        disk = stack.enter_context(small_disk(DATABASE_DISK))
    except NoDisk as reason:
        skipped.append(f"disk of PostgreSQL full: {reason}")
        postgresql = start_postgresql()
        stack.callback(postgresql.stop)
        return postgresql, None
    folder = disk / "server"
    folder.mkdir()
    own = LocalPostgreSql(folder)
    stack.callback(own.stop)
    return own, disk


def _over(url: str, line: Line) -> str:
    return url.replace(f":{urlsplit(url).port}", f":{line.port}", 1)
