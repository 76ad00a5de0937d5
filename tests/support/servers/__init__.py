"""PostgreSQL and RabbitMQ for tests: in containers where Docker answers, else from the distribution's packages."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.support.servers.containers import ContainerPostgreSql, ContainerRabbitMq
from tests.support.servers.local import LocalPostgreSql, LocalRabbitMq
from tests.support.servers.parts import PostgreSql, RabbitMq

__all__ = ["PostgreSql", "RabbitMq", "start_postgresql", "start_rabbitmq"]


def start_postgresql(*, durable: bool = False) -> PostgreSql:
    """A server of its own on a free port; `stop()` removes it. Only a durable one waits for the disk at each commit."""
    if in_containers():
        return ContainerPostgreSql()
    return LocalPostgreSql(_folder("postgresql"), durable=durable)


def start_rabbitmq() -> RabbitMq:
    """A node of its own on free ports, with its management API; `stop()` removes it."""
    return ContainerRabbitMq() if in_containers() else LocalRabbitMq(_folder("rabbitmq"))


@cache
def in_containers() -> bool:
    """Whether tests run their servers in containers: as SAMLING_TEST_SERVERS says, else where Docker answers."""
    asked = os.environ.get("SAMLING_TEST_SERVERS")
    if asked in ("containers", "local"):
        return asked == "containers"
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "version"], capture_output=True, timeout=20, check=False).returncode == 0


def _folder(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"samling-{name}-"))
