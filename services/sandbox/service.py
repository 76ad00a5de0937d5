"""Puts the sandbox together."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event
from typing import TYPE_CHECKING

from services.sandbox.account import Account, account_of
from services.sandbox.http.app import make_app
from services.sandbox.http.guards import Door
from services.sandbox.http.held import Held
from services.sandbox.jobs import Route, Webhooks
from services.sandbox.post_form import Post, post_form
from services.sandbox.settings import Settings
from services.sandbox.webhook import WEBHOOKS
from shared import due_rows
from shared.service import Runtime, Service
from shared.worker import Loop

if TYPE_CHECKING:
    from services.sandbox.smtp import SmtpServer

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(kw_only=True)
class Sandbox(Service):
    """A service with a Twilio account of its own and a mail server that can be opened beside it."""

    account: Account
    chance: Random

    def open_smtp(self, port: int, *, host: str = "127.0.0.1") -> "SmtpServer":
        """Starts the mail server in its own thread (port 0: a free one); `close()` stops it."""
        from services.sandbox.smtp import open_server  # only one of the sandbox's processes serves mail

        server = open_server(self.database, self.chance, host=host, port=port)
        self.closing.insert(0, server.stop_once)
        return server

    def release_leases(self) -> None:
        """Frees what a process that is gone had claimed; the sandbox has no outbox."""
        with self.database.transaction(by="system:start") as tx:
            due_rows.release(tx, WEBHOOKS)


def build(settings: Settings, runtime: Runtime, *, post: Post = post_form) -> Sandbox:
    """The sandbox of these settings; nothing listens and no loop runs yet."""
    database = runtime.database(settings.sandbox_database_url, "sandbox")
    account = account_of(settings, runtime.keys)
    closing = Event()
    public = settings.sandbox_sign_url or settings.sandbox_inbound_url
    webhooks = Webhooks(database, account, Route(public, settings.sandbox_inbound_url), post)
    return Sandbox(
        name="sandbox",
        database=database,
        app=make_app(
            database,
            account,
            runtime.chance,
            inbound_url=public,
            door=Door.of(settings.sandbox_clients, settings.sandbox_hosts),
            held=Held(closing),
        ),
        loops=[Loop.of("sandbox.worker", database.wakeup, *webhooks.steps())],
        migrations=MIGRATIONS,
        closing=[closing.set],
        account=account,
        chance=runtime.chance,
    )
