"""A product in which something of everything is there, and the credentials of everyone who may ask."""

import base64
import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import requests
from flask import Flask
from sqlalchemy import func, select

from shared.inbox import INBOX
from shared.outbox import OUTBOX
from shared.tokens import EVERY_ORGANISATION, RANKS, Identity, issue
from tests.services.web.site import Page
from tests.support.beginning import Beginning
from tests.support.corpus import MARKUP
from tests.support.product import ORGANISATION, TestProduct

PHONES = [f"+4477009001{number:02}" for number in range(10)]
MOST = 60  # ids of one kind that are remembered


class Playground:
    """Comes back to the same rows whenever `begin_anew` is called; remembers the ids that answers name."""

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        self.product = TestProduct(folder, template=template)
        self._furnish()
        self._beginning = Beginning(self.product.product)
        self._known = {kind: list(ids) for kind, ids in self.ids.items()}
        self._kinds = dict(self.kinds)

    def close(self) -> None:
        self.product.close()

    def begin_anew(self) -> None:
        """All rows as furnished, fair weather; what was learned since is forgotten."""
        self._beginning.come_back(self.product.product)
        self.ids = defaultdict(list, {kind: list(ids) for kind, ids in self._known.items()})
        self.kinds = dict(self._kinds)

    def app(self, service: str) -> Flask:
        return self.product.product.services[service].app

    def settle(self) -> list[str]:
        """Turns all loops until every message is done or given up; why those were that were."""
        self.product.settle()
        for _ in range(60):  # one of a subject at a time, each tried five times
            if not self._open():
                break
            self.product.pass_time(timedelta(minutes=40))
        return self.dead()

    def _open(self) -> int:
        count = 0
        for name, service in self.product.product.services.items():
            if name != "sandbox":
                with service.database.read() as tx:
                    open_rows = select(func.count()).select_from(INBOX).where(INBOX.c.due_at.is_not(None))
                    count += tx.scalar(open_rows) or 0
        return count

    def dead(self) -> list[str]:
        found = []
        for name, service in self.product.product.services.items():
            if name == "sandbox":
                continue
            with service.database.read() as tx:
                for table in (INBOX, OUTBOX):
                    rows = tx.execute(table.select().where(table.c.dead_at.is_not(None))).mappings()
                    found += [f"{name}: {row['type']}: {row['last_error']}" for row in rows]
        return found

    def bearer(self, role: str) -> str:
        return f"Bearer {self.tokens[role]}"

    def remember(self, said: Any) -> None:
        """Learns the ids that an answer names, by the name of the parameter they would be."""
        if isinstance(said, list):
            for item in said[:5]:
                self.remember(item)
        elif isinstance(said, dict):
            for name, inner in said.items():
                if isinstance(inner, dict | list):
                    self.remember(inner)
                elif isinstance(inner, str) and (name == "id" or name.endswith("_id")):
                    self._learn(name, inner)

    def some_id(self, kind: str, chance: Random) -> str:
        """An id of this kind that is known, or of any other."""
        known = (
            self.ids[kind] if self.ids[kind] and chance.random() < 0.9 else [i for k in self.ids.values() for i in k]
        )
        return chance.choice(known)

    def _learn(self, name: str, value: str) -> None:
        prefix = value.partition("_")[0]
        if name != "id":
            self.kinds[prefix] = name
        known = self.ids[self.kinds.get(prefix, name)]
        if value not in known and len(known) < MOST:
            known.append(value)

    def _furnish(self) -> None:
        self.ids: defaultdict[str, list[str]] = defaultdict(list)
        self.kinds = {"row": "row_id"}
        product = self.product
        network = product.a_network(wording="open", public=True, slug="kvinner")
        partner = product.do("POST", "partners/partners", {"name": "Karrieresenteret"}, role="owner")
        grant = {"network_id": network["id"], "purpose": "attendance"}
        product.do("POST", f"partners/partners/{partner['id']}/grants", grant, role="owner")
        agreed = [{"purpose": "invitations"}, {"purpose": "attendance", "partner_id": partner["id"]}]
        with product.together():
            people = [
                product.a_member(network, name, phone=phone, email=f"p{number}@example.org", consents=agreed)
                for number, (phone, name) in enumerate(zip(PHONES, MARKUP, strict=False))
            ]
        events = [product.an_event(network, in_days=days, capacity=3) for days in (0.1, 5)]
        product.an_event(network, publish=False)
        series = {"network_id": network["id"], "rrule": "FREQ=WEEKLY;COUNT=3", "starts_at": "2027-02-01T17:00"}
        series |= {"timezone": "Europe/Oslo", "duration": "PT2H", "title": {"nb": "Ukentlig"}, "capacity": 5}
        product.do("POST", "events/series", series)
        for phone in PHONES[:6]:
            product.texts(phone, "1")
        product.texts(PHONES[7], "hva er dette for noe")
        path = f"registrations/events/{events[0]['id']}/attendance"
        product.do("POST", path, {"participant_id": people[0]["id"], "status": "present"}, role="host")
        product.do("POST", "notifications/suppressions", {"channel": "sms", "contact": PHONES[9]})
        self._let_in(partner["id"])
        self._read_all(network["id"], partner["id"], events[0]["id"])

    def _let_in(self, partner_id: str) -> None:
        product = self.product
        until = product.clock.now() + timedelta(days=1)
        self.tokens = {
            role: issue(
                product.running.keys, Identity(organisation=at, role=role, subject="usr_fuzz", expires_at=until)
            )
            for role, at in [*((rank, ORGANISATION) for rank in RANKS), ("operator", EVERY_ORGANISATION)]
        }
        made = product.do("POST", f"partners/partners/{partner_id}/tokens", {}, role="owner")
        self.tokens["partner"] = made["token"]
        self.links = [product.phone(phone)[0].link.rpartition("/")[2] for phone in PHONES[:4]]
        link = product.call("POST", "registrations/links", {"token": self.links[0]})
        self.tokens["participant"] = link.json["token"]
        body = {"slug": ORGANISATION, "name": "Møtestedet", "owner_email": "owner@example.org"}
        product.do("POST", "web/organisations", body, role="operator", organisation=EVERY_ORGANISATION)
        account = product.product.services["sandbox"].account  # type: ignore[attr-defined]
        self.basic = "Basic " + base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
        self._sign_in()

    def _sign_in(self) -> None:
        asked = {"email": "owner@example.org"}
        every = {"role": "operator", "organisation": EVERY_ORGANISATION}
        path = self.product.do("POST", "web/sign-in-links", asked, **every)["url"].partition("samling.test")[2]
        here = self.product.running.local_address
        answer = requests.post(here + path, allow_redirects=False, timeout=10)
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        page = requests.get(here + "/", headers={"Cookie": self.cookie}, timeout=10).text
        self.csrf = next(form.values["csrf"] for form in Page(page).forms if "csrf" in form.values)
        again = self.product.do("POST", "web/sign-in-links", asked, **every)["url"]
        self.sign_in_token = re.sub(r".*/", "", again)

    def _read_all(self, network_id: str, partner_id: str, event_id: str) -> None:
        lists = ["events/networks", "events/series", "events/events", "registrations/participants"]
        lists += [f"registrations/events/{event_id}/{what}" for what in ("invitations", "registrations", "attendance")]
        lists += ["registrations/memberships", "notifications/notifications", "notifications/replies"]
        lists += ["notifications/suppressions", "partners/partners", f"partners/partners/{partner_id}/grants"]
        lists += [f"partners/partners/{partner_id}/tokens"]
        for path in lists:
            name = path.rpartition("/")[2].rstrip("s")
            said = self.product.do("GET", path, role="owner")
            for item in said["items"]:
                self.kinds[item["id"].partition("_")[0]] = {"replie": "reply_id", "serie": "series_id"}.get(
                    name, f"{name}_id"
                )
            self.remember(said)
        self.ids["slug"] = ["kvinner", "nettverk-9"]
        self.ids["row_id"] = ["inbox_1", "outbox_1", "1"]
