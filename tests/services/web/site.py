"""`web` beside all the services it asks, in process, on a clock that stands still; and a browser."""

import random
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from services.events import service as events
from services.events.settings import Settings as EventsSettings
from services.notifications import service as notifications
from services.notifications.jobs.send import Sender
from services.notifications.operations.receive_reply import receive_reply
from services.notifications.service import Providers
from services.notifications.settings import Settings as NotificationsSettings
from services.partners import service as partners
from services.partners.settings import Settings as PartnersSettings
from services.registrations import service as registrations
from services.registrations.http.house import EXTENSION
from services.registrations.settings import Settings as RegistrationsSettings
from services.registrations.throttle import JoinThrottle, Throttle
from services.web import service as web
from services.web.settings import Settings as WebSettings
from shared.clock import StandingClock
from shared.http.client import Answer, ApiClient
from shared.ids import CountingIds
from shared.link_tokens import letter_token, link_token
from shared.message import Message
from shared.service import Runtime, Service
from shared.settings import read
from shared.tokens import EVERY_ORGANISATION, Identity, issue
from tests.services.web.world import Mailboxes, Overheard, Phones
from tests.support.first_day import FirstDay, all_rows
from tests.support.one_service import KEYS, NOON, ORGANISATION, SEED
from tests.support.turning import Turning

OWNER = "owner@example.org"
HERE = {"REMOTE_ADDR": "127.0.0.1"}
IGNORED = {"alembic_version", "periodic"}
Row = dict[str, Any]


class Site:
    """Organises as a command would; browsers look at its pages."""

    def __init__(self, folder: Path, public_url: str = "http://localhost", **settings: str) -> None:
        self.folder = folder
        self.clock = StandingClock(NOON)
        self.broker, self.phones, self.mailboxes = Overheard(), Phones(), Mailboxes()
        self._ids = CountingIds()
        self.runtime = Runtime(self.clock, lambda kind: self._ids(kind), random.Random(SEED), self.broker, KEYS)
        environment = {"SAMLING_DATA_DIR": str(folder), "SAMLING_PUBLIC_URL": public_url}
        environment |= {"SAMLING_DECLINE_GRACE": "0", "SAMLING_SENDING_UNDO": "0"} | settings
        self.services: dict[str, Service] = {
            "events": events.build(read(EventsSettings, environment), self.runtime),
            "registrations": registrations.build(read(RegistrationsSettings, environment), self.runtime),
            "notifications": notifications.build(
                read(NotificationsSettings, environment), self.runtime, Providers(self.phones, self.mailboxes)
            ),
            "partners": partners.build(read(PartnersSettings, environment), self.runtime),
        }
        apis = {name: ApiClient(service.app) for name, service in self.services.items()}
        self.services["web"] = web.build(read(WebSettings, environment), self.runtime, apis)
        self._first_days: list[FirstDay] = []
        self._turning = Turning()
        for service in self.services.values():
            service.migrate()

    @property
    def heard(self) -> list[Message]:
        """All that the services said to each other."""
        return self.broker.heard

    def close(self) -> None:
        for service in self.services.values():
            service.close()

    def begin_anew(self) -> None:
        """As if just built, and what comes back at an interval just done: building takes longer than most tests."""
        self.clock.set(NOON)
        if not self._first_days:
            self.settle()
            self._first_days = [FirstDay(service.database) for service in self.services.values()]
        for first_day in self._first_days:
            first_day.come_back()
        app = self.services["registrations"].app
        guards = {"throttle": Throttle(self.clock), "join_throttle": JoinThrottle(self.clock)}
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **guards)
        self._turning.wake()
        for sender in self._senders():
            sender._rest.until = None  # a provider that wanted to be left alone
        self.runtime.chance.seed(SEED)
        self._ids = CountingIds()
        for kept in (self.heard, self.phones.texts, self.mailboxes.mails):
            kept.clear()

    def _senders(self) -> list[Sender]:
        steps = [step for loop in self.services["notifications"].loops for step in loop.steps]
        found = [getattr(step.run_once, "__self__", None) for step in steps]
        return [sender for sender in found if isinstance(sender, Sender)]

    def settle(self) -> None:
        loops = [loop for service in self.services.values() for loop in service.loops]
        self._turning.settle(loops, self.clock.now())

    def call(self, method: str, path: str, body: Any = None, *, role: str = "owner", at: str = ORGANISATION) -> Answer:
        """One request; `path` begins with the service: `events/networks`."""
        service, _, rest = path.partition("/")
        expires_at = self.clock.now() + timedelta(hours=1)
        who = Identity(organisation=at, role=role, subject="usr_test", expires_at=expires_at)
        api = ApiClient(self.services[service].app).with_token(issue(KEYS, who))
        options = {} if method == "get" else {"json": body}
        answer: Answer = getattr(api, method)(f"/api/{service}/v1/{rest}", **options)
        return answer

    def post(self, path: str, body: Any, **options: Any) -> Any:
        """A post that must succeed, and all that follows from it."""
        made = self.put(path, body, **options)
        self.settle()
        return made

    def put(self, path: str, body: Any, **options: Any) -> Any:
        """A post that must succeed, and of which nobody else needs to hear yet."""
        return self.call("post", path, body, **options).raise_for_problem().json

    def an_organisation(self, slug: str = ORGANISATION, owner: str = OWNER) -> None:
        body = {"slug": slug, "name": "Møtestedet", "owner_email": owner}
        self.put("web/organisations", body, role="operator", at=EVERY_ORGANISATION)

    def an_account(
        self, email: str, role: str, organisation: str = ORGANISATION, *, network_id: str | None = None
    ) -> Row:
        body = {"email": email, "name": email.partition("@")[0], "role": role, "organisation": organisation}
        made: Row = self.put("web/accounts", body | {"network_id": network_id}, role="operator", at=EVERY_ORGANISATION)
        return made

    def a_network(self, **fields: Any) -> Row:
        body = {
            "name": "Kvinnenettverket",
            "slug": "kvinnenettverket",
            "timezone": "Europe/Oslo",
            "country": "NO",
            "languages": ["nb", "en", "ar"],
            "signature": "Kvinnenett",
            "contact": {"name": "Ingrid Solberg", "phone": "+447700900001"},
            "sending": "on",
            "quiet_hours": None,
        }
        network: Row = self.post("events/networks", body | fields)
        return network

    def an_event(self, network: Row, *, days: float = 8, publish: bool = True, **fields: Any) -> Row:
        starts_at = self.clock.now() + timedelta(days=days)
        body = {
            "network_id": network["id"],
            "title": {"nb": "Samling", "en": "Gathering", "ar": "لقاء"},
            "theme": {"nb": "Økonomi i hverdagen", "en": "Everyday money", "ar": "المال في الحياة اليومية"},
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
            "capacity": 20,
            "place": {"name": "Biblioteket", "address": "Storgata 1, Tromsø"},
        }
        event: Row = self.put("events/events", body | fields)
        return self.post(f"events/events/{event['id']}/publish", {"invite": "now"}) if publish else event  # type: ignore[no-any-return]

    def a_member(self, network: Row, name: str, **fields: Any) -> Row:
        channels = [channel for channel, contact in (("sms", "phone"), ("email", "email")) if contact in fields]
        body = {"name": name, "language": "nb", "channels": channels} | fields
        participant: Row = self.put("registrations/participants", body)
        membership = {"participant_id": participant["id"], "network_id": network["id"]}
        self.put("registrations/memberships", membership)
        return participant

    def link(self, participant: Row) -> str:
        """The path of her newest personal link, derived as `notifications` does."""
        found = [
            invitation
            for message in self.heard
            if message.type == "invitations.issued.v1"
            for invitation in message.data["invitations"]
            if invitation["participant_id"] == participant["id"]
        ]
        return f"/p/{link_token(KEYS, found[-1]['id'], found[-1]['link_version'])}"

    def invited(self, name: str = "Zahra Ahmadi", **fields: Any) -> tuple[Row, str]:
        """An event and the link of one person who is invited to it."""
        network = self.a_network()
        participant = self.a_member(network, name, phone="+447700900101", email="zahra@example.org", **fields)
        return self.an_event(network), self.link(participant)

    def writes(self, phone: str, body: str) -> None:
        """Somebody answers by SMS."""
        with self.services["notifications"].database.transaction(by="system:test", place="http") as tx:
            provider_id = tx.new_id("SM")
            receive_reply(tx, channel="sms", provider_id=provider_id, from_=phone, to="", body=body, told_at=tx.now)
        self.settle()

    def sign_in_path(self, email: str = OWNER, **fields: Any) -> str:
        body = {"email": email} | fields
        link = self.put("web/sign-in-links", body, role="operator", at=EVERY_ORGANISATION)
        return str(link["url"]).removeprefix("http://localhost").removeprefix("https://samling.example.org")

    def letters(self) -> list[Row]:
        """What was asked to be written to organisers, in order."""
        self.settle()
        return [message.data for message in self.heard if message.type == "letter.requested.v1"]

    def letter_path(self) -> str:
        """The path of the link in the newest letter, derived as `notifications` does."""
        return f"/sign-in/{letter_token(KEYS, self.letters()[-1]['link_id'])}"

    def browser(self, **headers: str) -> "Browser":
        """A browser on the machine itself, with nothing in it yet."""
        return Browser(Client(self.services["web"].app), headers)

    def organiser(self, email: str = OWNER, **headers: str) -> "Browser":
        """A browser in which this person is signed in."""
        browser = self.browser(**headers)
        page = browser.get(self.sign_in_path(email))
        assert browser.press(page).status_code == 303
        return browser

    def rows(self) -> dict[str, list[str]]:
        """Every row of every database."""
        return {
            f"{name}.{table}": sorted(map(repr, rows))
            for name, service in self.services.items()
            for table, rows in all_rows(service.database).items()
            if table not in IGNORED
        }


@dataclass
class Form:
    """One form of a page, as a browser would send it."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What a browser takes from a page: links and forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.scripts = 0
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._within, self._first = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        self.scripts += tag == "script" or any(name.startswith("on") or name == "style" for name in named)
        self.links += [value for name, value in attrs if name in ("href", "src", "action") and value]
        if tag == "form":
            self.forms.append(Form(named.get("action") or ""))
        elif tag == "input" and self.forms and named.get("name"):
            if named.get("type") not in ("checkbox", "radio") or "checked" in named:
                self.forms[-1].values[str(named["name"])] = named.get("value") or ""
        elif tag in ("select", "textarea") and self.forms and named.get("name"):
            self._within = str(named["name"])
            self.forms[-1].values[self._within] = ""
        elif tag == "option" and self.forms and (self._first or "selected" in named):
            self.forms[-1].values[self._within] = named.get("value") or ""
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append((named.get("name") or "", named.get("value") or ""))
        self._first = tag == "select"

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.forms and self._within:
            self.forms[-1].values[self._within] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._within = ""


class Browser:
    """Keeps cookies, says where its requests come from, and presses buttons."""

    def __init__(self, client: Client, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers | headers, environ_overrides=HERE)

    def post(self, path: str, values: dict[str, str] | None = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Sec-Fetch-Site": "same-origin"} | self.headers | named
        filled = {name: value for name, value in sent.items() if value}
        return self.client.post(path, data=values or {}, headers=filled, environ_overrides=HERE)

    def press(self, page: TestResponse, button: str = "", **values: str) -> TestResponse:
        """Presses the button with this value (unset: the last form's first), filling in these fields."""
        assert page.status_code == 200, page.text
        for form in reversed(Page(page.text).forms):
            for name, value in form.buttons:
                if not button or button == value:
                    pressed = {name: value} if name else {}
                    return self.post(form.action or page.request.path, form.values | values | pressed)
        raise AssertionError(f"there is no button {button}")

    def follow(self, answer: TestResponse) -> TestResponse:
        """The page that a browser shows after this answer."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])


def said(page: TestResponse) -> str:
    """The words on a page, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())
