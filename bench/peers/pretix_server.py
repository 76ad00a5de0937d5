"""pretix as its manual installs it: PostgreSQL, redis, gunicorn with two processes a core, a Celery worker.

Migrating takes minutes, so that a migrated database is kept in its virtual environment, once.
"""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from bench.load import request
from bench.peers.environment import Environment, NotHere
from bench.peers.ground import PeerGround
from tests.support.process import free_port
from tests.support.servers.local import postgresql_programs

PRETIX = Environment("pretix")
SEED = Path(__file__).with_name("pretix_seed.py")


class Pretix:
    """One organiser, whose event has a free product with a quota, a check-in list and a webhook for check-ins."""

    def __init__(self, ground: PeerGround, *, webhook_port: int) -> None:
        PRETIX.install()
        self.version = PRETIX.version("pretix")
        self._ground, self.port = ground, free_port()
        self.database = ground.postgresql.new_database()
        self.settings = self._settings(_redis(ground)) | {"WEBHOOK": f"http://127.0.0.1:{webhook_port}/"}
        self._migrate()
        self.made: dict[str, Any] = json.loads(PRETIX.run("-P", str(SEED), settings=self.settings).splitlines()[-1])
        # threads, one each, because plain workers keep no connection open: pretix has a proxy in front for that
        web = (
            "gunicorn",
            "pretix.wsgi",
            "-k",
            "gthread",
            "--threads",
            "1",
            "-w",
            str(2 * (os.cpu_count() or 1)),
            "-b",
            f"127.0.0.1:{self.port}",
        )
        worker = ("celery", "-A", "pretix.celery_app", "worker", "-c", "1", "-l", "warning")
        self.web = ground.peer(
            PRETIX, *web, "--keep-alive", "60", "--no-control-socket", "--timeout", "300", settings=self.settings
        )
        self.worker = ground.peer(PRETIX, *worker, settings=self.settings)
        self.address = ("127.0.0.1", self.port)
        self._wait_until_up()

    def parts(self) -> dict[str, list[int]]:
        return self._ground.server_pids() | {"web": [self.web.pid], "celery": [self.worker.pid]}

    def order(self, number: int) -> bytes:
        """The request for one seat, paid since it is free, without a mail."""
        position = {"item": self.made["item"], "attendee_name_parts": {"full_name": f"Guest {number}"}}
        body = {
            "email": f"guest{number}@example.org",
            "status": "p",
            "locale": "en",
            "sales_channel": "web",
            "payment_provider": "free",
            "positions": [position],
        }
        return self._request("POST", "events/evening/orders/", body)

    def redeem(self, secret: str) -> bytes:
        """The request that checks one ticket in."""
        return self._request("POST", "checkinrpc/redeem/", {"lists": [self.made["list"]], "secret": secret})

    def page(self, kind: str, number: int) -> bytes:
        """The request for one page of 50."""
        return self._request("GET", f"events/evening/{kind}/?page={number}&page_size=50")

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, self._url(path), json=body, headers=self._head, timeout=60)
        assert answer.status_code < 400, answer.text
        return answer.json()

    @property
    def _head(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.made['token']}"}

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1/organizers/network/{path}"

    def _request(self, method: str, path: str, body: Any = None) -> bytes:
        text = json.dumps(body).encode() if body is not None else b""
        return request(method, self._url(path), text, **self._head)

    def _settings(self, redis: int) -> dict[str, str]:
        folder, at = self._ground.folder / "pretix", urlsplit(self.database)
        folder.mkdir()
        names = {
            "PRETIX_DATADIR": folder,
            "PRETIX_URL": f"http://127.0.0.1:{self.port}",
            "PRETIX_ALLOW_HTTP_TO_PRIVATE_NETWORKS": "true",
            "DATABASE_BACKEND": "postgresql",
            "DATABASE_NAME": at.path[1:],
            "DATABASE_USER": at.username,
            "DATABASE_PASSWORD": at.password,
            "DATABASE_HOST": at.hostname,
            "DATABASE_PORT": at.port,
            "REDIS_LOCATION": f"redis://127.0.0.1:{redis}/0",
            "CELERY_BROKER": f"redis://127.0.0.1:{redis}/1",
            "CELERY_BACKEND": f"redis://127.0.0.1:{redis}/2",
        }
        django = {"DJANGO_SETTINGS_MODULE": "pretix.settings"}
        return {f"PRETIX_{name}": str(value) for name, value in names.items()} | django

    def _migrate(self) -> None:
        kept, programs = PRETIX.folder / "migrated.dump", postgresql_programs()
        assert programs
        if kept.exists():
            command = [programs / "pg_restore", "--no-owner", "--dbname", self.database, kept]
        else:
            PRETIX.run("-m", "pretix", "migrate", settings=self.settings)
            command = [programs / "pg_dump", "--format", "custom", "--file", kept, self.database]
        subprocess.run(command, check=True)

    def _wait_until_up(self) -> None:
        until = time.monotonic() + 300
        while True:
            try:
                self.ask("GET", "events/")
            except (requests.RequestException, AssertionError):  # it loads most of itself when first asked
                assert time.monotonic() < until, self._ground.complaints()
                time.sleep(0.2)
            else:
                return


def _redis(ground: PeerGround) -> int:
    if not shutil.which("redis-server") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # the package starts no service
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "redis-server"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if not shutil.which("redis-server"):
        raise NotHere("pretix needs redis-server, which is not installed")
    port = free_port()
    ground.start(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""], os.environ)
    return port
