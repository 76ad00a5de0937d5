"""Servers from the distribution's packages: processes of an unprivileged user, in folders and on ports of their own."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.support.servers.parts import PASSWORD, USER, PostgreSql, RabbitMq

UNPRIVILEGED = "nobody"
RABBITMQ = Path("/usr/lib/rabbitmq/bin")


def postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


class _Process:
    """A program that runs as an unprivileged user and can be killed with all that it started."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)

    def run(self, *command: str | Path) -> str:
        """Runs to its end; what it printed."""
        done = subprocess.run([str(part) for part in command], capture_output=True, check=False, **self._as_user())
        assert done.returncode == 0, (done.stdout + done.stderr).decode()[-2000:]
        return done.stdout.decode()

    def start(self, *command: str | Path) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command], stdout=log, stderr=log, start_new_session=True, **self._as_user()
            )

    def is_dead(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def end(self, number: int) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait(60)
        self._process = None

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_user(self) -> dict:  # type: ignore[type-arg]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)} | self._environment
        options = {"env": environment, "cwd": self.folder, "stdin": subprocess.DEVNULL}
        if os.geteuid() == 0:
            person = pwd.getpwnam(UNPRIVILEGED)
            options |= {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
        return options


class LocalPostgreSql(PostgreSql):
    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        super().__init__()
        self._fsync = "on" if durable else "off"
        programs = postgresql_programs()
        assert programs, "PostgreSQL is not installed"
        self._programs = programs
        self.port = free_port()
        self._server = _Process(folder, {"TZ": "UTC"})
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._data = folder / "data"
        self._server.run(
            programs / "initdb", "--pgdata", self._data, "--username", USER, f"--pwfile={secret}", "--no-sync",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        for _ in range(50):  # what a killed server started may hold its memory for a moment
            self._launch()
            with suppress(AssertionError):
                self.wait_until_up()
                return
        raise AssertionError((self._server.folder / "log").read_text()[-2000:])

    def _launch(self) -> None:
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": self._fsync,
            "max_connections": 300, "shared_buffers": "64MB", "deadlock_timeout": "200ms",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server.start(self._programs / "postgres", "-D", self._data, *options)

    def wait_until_up(self) -> None:
        from psycopg import OperationalError

        from tests.support.servers.parts import wait_until

        def up() -> bool:
            assert not self._server.is_dead(), "it ended"
            self.run("SELECT 1")
            return True

        wait_until(up, OperationalError)

    def kill(self) -> None:
        self._server.end(signal.SIGKILL)

    def stop(self) -> None:
        self._server.end(signal.SIGINT)
        self._server.remove()


class LocalRabbitMq(RabbitMq):
    def __init__(self, folder: Path, *, beside: "LocalRabbitMq | None" = None) -> None:
        """`beside` is a node whose cluster this one joins when it first starts."""
        super().__init__()
        self.port, self.management_port, distribution, names = (free_port() for _ in range(4))
        self.name = f"samling{self.port}@localhost"
        self._names_port: int = beside._names_port if beside else names
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.management_port}\n"
            f"default_user = {USER}\ndefault_pass = {PASSWORD}\n"
            "vm_memory_high_watermark.absolute = 1GB\ndisk_free_limit.absolute = 10MB\n"
            "log.file = false\nlog.console = true\nlog.console.level = warning\n"
            + (f"cluster_formation.classic_config.nodes.1 = {beside.name}\n" if beside else "")
        )
        (folder / "plugins").write_text("[rabbitmq_management].\n")
        self._server = _Process(
            folder,
            {
                "RABBITMQ_NODENAME": self.name,
                "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
                "RABBITMQ_NODE_PORT": str(self.port),
                "RABBITMQ_DIST_PORT": str(distribution),
                "ERL_EPMD_PORT": str(self._names_port),
                "ERL_EPMD_ADDRESS": "127.0.0.1",
                "RABBITMQ_MNESIA_BASE": str(folder / "data"),
                "RABBITMQ_LOG_BASE": str(folder / "logs"),
                "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
                "RABBITMQ_CONF_ENV_FILE": "/dev/null",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
            },
        )
        self._names = _Process(folder, {})
        if beside:
            secret = folder / ".erlang.cookie"
            shutil.copy2(beside._server.folder / ".erlang.cookie", secret)
            shutil.chown(secret, *((UNPRIVILEGED,) if os.geteuid() == 0 else (os.geteuid(),)))
        else:  # else the node starts one that stays
            self._names.start("epmd", "-port", str(names), "-address", "127.0.0.1")
        self.start()

    def is_dead(self) -> bool:
        return self._server.is_dead()

    def control(self, *arguments: str) -> str:
        return self._server.run(RABBITMQ / "rabbitmqctl", *arguments)

    def start(self) -> None:
        self._server.start(RABBITMQ / "rabbitmq-server")
        self.wait_until_up()

    def kill(self) -> None:
        self._server.end(signal.SIGKILL)

    def stop(self) -> None:
        self._server.end(signal.SIGKILL)
        self._names.end(signal.SIGKILL)
        self._server.remove()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
