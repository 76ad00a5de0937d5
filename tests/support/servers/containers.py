"""Servers in containers, started by testcontainers."""

from abc import ABC, abstractmethod
from typing import Any

from testcontainers.core.container import DockerContainer

from tests.support.servers.local import free_port
from tests.support.servers.parts import PASSWORD, USER, PostgreSql, RabbitMq

POSTGRESQL = "postgres:17"
RABBITMQ = "rabbitmq:4-management"


class _Contained(ABC):
    """A server that can be killed in its container and started there again."""

    _container: DockerContainer

    @abstractmethod
    def _look(self) -> None:
        """Finds its address, and waits until it answers."""

    def kill(self) -> None:
        _docker(self._container).kill()

    def start(self) -> None:
        _docker(self._container).start()
        self._look()

    def stop(self) -> None:
        self._container.stop()


class ContainerPostgreSql(_Contained, PostgreSql):
    def __init__(self) -> None:
        super().__init__()
        self._container = (
            DockerContainer(POSTGRESQL)
            .with_env("POSTGRES_USER", USER)
            .with_env("POSTGRES_PASSWORD", PASSWORD)
            .with_bind_ports(5432, free_port())  # the same after a kill: clients keep the address
            .with_command("postgres -c fsync=off -c max_connections=300 -c deadlock_timeout=200ms")
        )
        self._container.start()
        self._look()

    def _look(self) -> None:
        self.host = self._container.get_container_host_ip()
        self.port = int(self._container.get_exposed_port(5432))
        self.wait_until_up()


class ContainerRabbitMq(_Contained, RabbitMq):
    def __init__(self) -> None:
        super().__init__()
        self._container = (
            DockerContainer(RABBITMQ)
            .with_env("RABBITMQ_DEFAULT_USER", USER)
            .with_env("RABBITMQ_DEFAULT_PASS", PASSWORD)
            .with_kwargs(hostname="samling")  # the node's data bear its name
            .with_bind_ports(5672, free_port())
            .with_bind_ports(15672, free_port())
        )
        self._container.start()
        self._look()

    def _look(self) -> None:
        self.host = self._container.get_container_host_ip()
        self.port = int(self._container.get_exposed_port(5672))
        self.management_port = int(self._container.get_exposed_port(15672))
        self.wait_until_up()

    def control(self, *arguments: str) -> str:
        code, output = _docker(self._container).exec_run(["rabbitmqctl", *arguments], user="rabbitmq")
        assert code == 0, output.decode()
        return str(output.decode())


def _docker(container: DockerContainer) -> Any:
    return container.get_wrapped_container()
