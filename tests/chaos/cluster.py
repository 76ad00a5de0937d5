"""A cluster of three RabbitMQ nodes on this machine: kill one, and two still agree."""

import tempfile
from pathlib import Path

from tests.chaos.troubles import Trouble, server_killed
from tests.support.servers.local import LocalRabbitMq
from tests.support.servers.parts import wait_until

SIZE = 3
READERS = ("registrations", "notifications", "partners")


class Cluster:
    """Three nodes, of which the first is where virtual hosts are made; `stop()` removes them all."""

    def __init__(self) -> None:
        self.nodes: list[LocalRabbitMq] = []
        try:
            for number in range(SIZE):
                folder = Path(tempfile.mkdtemp(prefix=f"samling-rabbitmq-{number}-"))
                self.nodes.append(LocalRabbitMq(folder, beside=self.first if self.nodes else None))
            assert len(self.first.manage("GET", "nodes")) == SIZE, "they are strangers"
        except BaseException:
            self.stop()
            raise

    @property
    def first(self) -> LocalRabbitMq:
        return self.nodes[0]

    def url(self, of_first: str) -> str:
        """All nodes, as SAMLING_BROKER_URL lists them."""
        return ";".join(of_first.replace(f":{self.first.port}/", f":{node.port}/") for node in self.nodes)

    def leader(self, vhost: str, reader: str) -> LocalRabbitMq:
        """The node that leads the queue of a reader now."""
        name = self._alive().manage("GET", f"queues/{vhost}/samling.{reader}")["leader"]
        (leads,) = (node for node in self.nodes if node.name == name)
        return leads

    def wait_for_members(self, vhost: str) -> None:
        """Until every queue of the product lives on all three."""

        def everywhere() -> bool:
            queues = self.first.manage("GET", f"queues/{vhost}")
            members = {queue["name"]: len(queue.get("online", ())) for queue in queues}
            return all(members.get(f"samling.{reader}") == SIZE for reader in READERS)

        wait_until(everywhere, AssertionError)

    def stop(self) -> None:
        for node in reversed(self.nodes):
            node.stop()

    def _alive(self) -> LocalRabbitMq:
        return next(node for node in self.nodes if not node.is_dead())


def leader_killed(cluster: Cluster, vhost: str, reader: str) -> Trouble:
    """SIGKILL of the node that leads a queue; another takes over, and it comes back."""
    killed: list[LocalRabbitMq] = []

    def kill() -> None:
        killed.append(cluster.leader(vhost, reader))
        killed[-1].kill()

    return Trouble("cluster: leader of a queue killed", kill, lambda: killed[-1].start(), lasts=10, is_death=True)


def node_lost(cluster: Cluster, lasts: float) -> Trouble:
    """A node is away for a while, and two go on."""
    lost = server_killed("a node", cluster.nodes[-1])
    return Trouble(f"cluster: a node away for {lasts:.0f} s", lost.make, lost.heal, lasts=lasts, is_death=True)
