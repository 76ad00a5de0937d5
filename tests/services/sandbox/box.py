"""A sandbox on a standing clock, the product as a recorder of webhooks, and servers on free ports."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, cast

from flask.testing import FlaskClient
from waitress.server import create_server
from werkzeug.test import TestResponse

from services.sandbox.post_form import NoAnswer
from services.sandbox.service import Sandbox, build
from services.sandbox.settings import Settings
from tests.support.one_service import OneService

ADA, BO = "+447700900001", "+447700900002"
LINE = "+447700900999"


@dataclass
class Product:
    """The product's webhooks: records what is posted; `answers` are given in turn, None is no answer, then 204."""

    answers: list[int | None] = field(default_factory=list)
    posts: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> int:
        self.posts.append((url, dict(form), dict(headers)))
        answer = self.answers.pop(0) if self.answers else 204
        if answer is None:
            raise NoAnswer("ConnectionRefusedError")
        return answer

    @property
    def forms(self) -> list[dict[str, str]]:
        return [form for _, form, _ in self.posts]


class Box(OneService):
    """A sandbox with its product, and the ways in."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.product = Product()
        chosen = Settings(sandbox_database_url=f"sqlite:///{folder / 'sandbox.sqlite'}", **settings)
        super().__init__(lambda runtime: build(chosen, runtime, post=self.product))
        self.account = self.sandbox.account

    def begin_anew(self) -> None:
        super().begin_anew()
        self.product.answers.clear()
        self.product.posts.clear()

    @property
    def sandbox(self) -> Sandbox:
        return cast(Sandbox, self.service)

    @property
    def client(self) -> FlaskClient:
        return self.service.app.test_client()

    def weather(self, **channels: dict[str, float]) -> None:
        answer = self.client.put("/sandbox/api/weather", json=channels)
        assert answer.status_code == 200, answer.text

    def send(self, to: str = ADA, body: str = "Velkommen?", **fields: str) -> TestResponse:
        """The product sends a text."""
        return self.client.post(
            self.messages, data={"To": to, "From": LINE, "Body": body, **fields}, auth=self.credentials
        )

    def writes(self, body: str, phone: str = ADA, **fields: str) -> TestResponse:
        """A person writes a text."""
        return self.client.post("/sandbox/api/sms", json={"from": phone, "body": body, **fields})

    @property
    def messages(self) -> str:
        return f"/2010-04-01/Accounts/{self.account.sid}/Messages.json"

    @property
    def credentials(self) -> tuple[str, str]:
        return self.account.sid, self.account.token


@contextmanager
def served(app: Any) -> Iterator[str]:
    """A WSGI app on a free loopback port, behind the product's own kind of server; gives its address."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4, channel_request_lookahead=1)

    def end() -> None:
        for each in list(sockets.values()):
            each.close()

    thread = Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        with suppress(OSError):  # another's wake-up may have run it already, and closed the trigger
            server.trigger.pull_trigger(end)
        thread.join(10)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()
