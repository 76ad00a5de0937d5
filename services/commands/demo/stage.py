"""What the story is played on: a running product, its clock, and the phones and mailboxes of its people."""

import email
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from services.commands.demo.playbill import Playbill
from services.commands.reach import Reach
from shared.clock import ShiftedClock
from shared.http.client import ApiClient, ApiProblem
from shared.keys import Keys

WAITING = 90  # seconds that a story in real time may wait for a moment

BASES = {name: f"/api/{name}/v1" for name in ("events", "registrations", "notifications", "partners", "web")}


class Unlike(Exception):
    """Something did not happen as the story says."""


@dataclass(frozen=True)
class Place:
    """Where the product and its sandbox are found, and what opens them."""

    url: str
    sandbox_url: str
    keys: Keys


@dataclass
class Stage:
    """Tells, acts and looks; what the scenes remember of one another is in `cast`.

    A product that runs has a clock nobody moves, and may have played the story before: `playbill` says what differs.
    """

    place: Place
    clock: ShiftedClock
    playbill: Playbill
    cast: dict[str, Any] = field(default_factory=dict)
    console: Console = field(default_factory=lambda: Console(highlight=False, width=100))

    def __post_init__(self) -> None:
        apis = {name: ApiClient(self.place.url) for name in BASES}
        self.reach = Reach(apis, self.place.keys, clock=self.clock)
        self._seen: set[str] = set()

    def heading(self, text: str) -> None:
        self.console.print(f"\n[bold]{text}[/bold]")

    def tell(self, text: str) -> None:
        self.console.print(Padding(Text(text), (0, 0, 0, 3)))

    def fail(self, text: str) -> None:
        self.console.print(f"[bold red]{text}[/bold red]")

    def expect(self, holds: Any, fault: str) -> None:
        """Goes on only if it holds."""
        if not holds:
            raise Unlike(fault)

    def eventually(self, what: str, look: Callable[[], Any]) -> Any:
        """What `look` finds, waiting for it some seconds."""
        until = time.monotonic() + self.playbill.patience
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(self.playbill.pause)
        raise Unlike(what)

    def call(self, method: str, path: str, body: Any = None, *, role: str = "organiser", **kwargs: Any) -> Any:
        """One request to the product's HTTP API: the path begins with the service; a 404 is tried again for a while."""
        service, _, rest = path.partition("/")
        api = kwargs.get("api") or self.reach.api(service, role, self.playbill.organisation)
        action = getattr(api, method.lower())
        arguments = {} if method == "GET" else {"json": body}
        try:
            answer = self.reach.until_known(
                lambda: action(f"{BASES[service]}/{rest}", **arguments).raise_for_problem(), tries=30
            )
        except ApiProblem as problem:
            raise Unlike(f"{method} {path} answered {problem.status} {problem.title}: {problem.detail}") from None
        return answer.json

    def move_clock_to(self, instant: datetime, why: str) -> None:
        """Goes on at this instant; a clock that nobody moves has passed it, or will within the minute."""
        if self.playbill.in_real_time:
            wait = (instant - self.clock.now()).total_seconds()
            self.expect(wait < WAITING, f"nobody waits {wait:.0f} seconds")
            time.sleep(max(wait, 0))
            return
        self.clock.advance_to(instant)
        self.tell(f"… the clock goes to {instant:%A %d %B %Y %H:%M} UTC: {why}")

    def move_clock(self, step: timedelta) -> None:
        if not self.playbill.in_real_time:
            self.clock.advance(step)

    def sms(self, name: str, containing: str, *, count: int = 1) -> str:
        """The newest text not shown before on her phone that contains the words; shows it as it was received."""
        to = self.playbill.phone(name)

        def look() -> list[dict[str, Any]]:
            texts = self._sandbox("sms", to)
            new = [text for text in texts if text["direction"] == "out" and text["id"] not in self._seen]
            fresh = [text for text in new if containing in text["body"]]
            return fresh if len(fresh) >= count else []

        fresh = self.eventually(f"an SMS to {to} with “{containing}”", look)
        for text in fresh:
            self._seen.add(text["id"])
            parts = f"{text['segments']} part{'s' if text['segments'] != 1 else ''}"
            self._panel(text["body"], f"SMS to {to} · {parts}", 72)
        return str(fresh[-1]["body"])

    def reply(self, name: str, body: str) -> None:
        """A person answers by SMS."""
        sender = self.playbill.phone(name)
        self.tell(f"{sender} answers by SMS: {body}")
        answer = requests.post(
            f"{self.place.sandbox_url}/sandbox/api/sms", json={"from": sender, "body": body}, timeout=10
        )
        self.expect(answer.status_code == 201, f"the sandbox refused the text ({answer.status_code})")

    def mail(self, name: str, method: str | None) -> tuple[EmailMessage, str]:
        """Her newest mail not shown before with a calendar part of that method; shows subject and calendar file."""
        to = self.playbill.email(name)

        def look() -> Any:
            for item in reversed(self._sandbox("mail", to)):
                message = email.message_from_string(item["raw"], policy=default)
                calendar = _calendar(message)
                if item["id"] not in self._seen and (method is None or f"METHOD:{method}" in calendar):
                    return item["id"], message, calendar
            return None

        mail_id, message, calendar = self.eventually(f"a mail to {to} with METHOD:{method}", look)
        self._seen.add(mail_id)
        title = f"Mail to {to} · {message['subject']}"
        body = message.get_body(("plain",))
        text = body.get_content().strip() if body else ""
        self._panel(text, title, 88)
        return message, calendar

    def show_calendar(self, calendar: str) -> None:
        self._panel(calendar.replace("\r\n", "\n").strip(), "invite.ics", 88)

    def weather(self, weather: str) -> None:
        answer = requests.put(f"{self._world}/weather", json=json.loads(weather), timeout=10)
        answer.raise_for_status()

    def browse(self, link: str, answer: str) -> None:
        """A person opens her page and presses one of its buttons, as a browser would."""
        page = requests.get(self._local(link), timeout=10)
        self.expect(page.status_code == 200, f"her page answered {page.status_code}")
        form = re.search(rf'<form[^>]*action="([^"]+)"(?:(?!</form>).)*value="{answer}"', page.text, re.DOTALL)
        self.expect(form, f"her page has no button for “{answer}”")
        assert form is not None
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group(0)))
        target = self._local(urljoin(link, form.group(1)))
        pressed = requests.post(target, data=hidden | {"answer": answer}, timeout=10)
        self.expect(pressed.status_code == 200, f"pressing the button answered {pressed.status_code}")

    def _panel(self, text: str, title: str, width: int) -> None:
        self.console.print(Padding(Panel(Text(text), title=Text(title), width=width), (0, 0, 0, 3)))

    @property
    def _world(self) -> str:
        return f"{self.place.sandbox_url}/sandbox/api"

    def _sandbox(self, kind: str, to: str) -> list[dict[str, Any]]:
        answer = requests.get(
            f"{self.place.sandbox_url}/sandbox/api/{kind}", params={"to": to, "limit": "200"}, timeout=10
        )
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def _local(self, link: str) -> str:
        return self.place.url + urlsplit(link).path


def _calendar(message: EmailMessage) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content())
    return ""
