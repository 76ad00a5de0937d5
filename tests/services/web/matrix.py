"""Every page with every kind of id in its address: one's own, another network's, another organisation's, nobody's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from services.web.http import PAGES
from services.web.http.page_role import role_of_page
from shared.inbox import INBOX
from tests.fuzz.pages import FIELDS
from tests.services.web.site import Browser, Page, Row, Site

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
NOBODYS = "none_00000000000000000000000009"

# parts of addresses that are no ids of somebody's things: what stands there instead
WORDS = {"tag": "nb", "service": "notifications"}
# what belongs to an organisation, whichever network one's role is in
OF_ORGANISATIONS = {"partner_id", "grant_id", "token_id", "suppression_id", "row_id"}


@dataclass(frozen=True)
class PageRoute:
    """One method of one page for organisers."""

    endpoint: str
    method: str
    rule: str
    role: str | None

    @property
    def names(self) -> list[str]:
        """The parts of its address that vary."""
        return re.findall(r"<(?:\w+:)?(\w+)>", self.rule)

    @property
    def ids(self) -> list[str]:
        """Those of them that name somebody's thing."""
        return [name for name in self.names if name not in WORDS]

    def path(self, ids: dict[str, str]) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: (WORDS | ids).get(part[1], NOBODYS), self.rule)

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def page_routes(site: Site) -> list[PageRoute]:
    """Every method of every page."""
    app = site.services["web"].app
    blueprints = {blueprint.name for blueprint in PAGES}
    return sorted(
        (
            PageRoute(rule.endpoint, method, rule.rule, role_of_page(app.view_functions[rule.endpoint]))
            for rule in app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] in blueprints
            for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        ),
        key=str,
    )


def for_organisers(site: Site) -> list[PageRoute]:
    """The pages that ask for a session."""
    return [route for route in page_routes(site) if route.role is not None]


@dataclass
class Belongings:
    """What one organisation has in one network, by the names that addresses have for it."""

    site: Site
    organisation: str
    slug: str
    phone: str
    ids: dict[str, str] = field(default_factory=dict)

    def furnish(self) -> dict[str, str]:
        """Something of every kind."""
        network = self._post("events/networks", _NETWORK | {"slug": self.slug, "name": self.slug})
        of_it = {"network_id": network["id"]}
        self.site.settle()
        series = self._post("events/series", SERIES | of_it)
        event = self._post("events/events", _EVENT | of_it)
        person = {"name": f"Somebody of {self.slug}", "language": "nb", "phone": self.phone, "channels": ["sms"]}
        participant = self._post("registrations/participants", person)
        self._post("registrations/memberships", of_it | {"participant_id": participant["id"]})
        self._post(f"events/events/{event['id']}/publish", {"invite": "now"})
        self.site.settle()
        email = f"somebody@{self.slug}.example.org"
        account = self.site.an_account(email, "reader", self.organisation, network_id=network["id"])
        made = {"network": network, "series": series, "event": event, "participant": participant, "account": account}
        self.ids = {f"{kind}_id": str(one["id"]) for kind, one in made.items()} | self._outside(of_it)
        self.ids["request_id"] = self._request(network["id"])
        return self.ids

    def _outside(self, of_it: dict[str, str]) -> dict[str, str]:
        partner = self._post("partners/partners", {"name": self.slug})
        grant = self._post(f"partners/partners/{partner['id']}/grants", of_it | {"purpose": "attendance"})
        token = self._post(f"partners/partners/{partner['id']}/tokens", {})
        contact = {"channel": "email", "contact": f"gone@{self.slug}.example.org"}
        suppression = self._post("notifications/suppressions", contact)
        told = self.site.call("get", "notifications/notifications?limit=50", at=self.organisation).json["items"]
        self.site.writes(self.phone, "kan jeg ta med barna?")
        replies = self.site.call("get", "notifications/replies", at=self.organisation).json["items"]
        hers = [one["id"] for one in told if one["participant_id"] == self.ids.get("participant_id", "")]
        return {
            "partner_id": partner["id"],
            "grant_id": grant["id"],
            "token_id": token["id"],
            "suppression_id": suppression["id"],
            "reply_id": next(one["id"] for one in replies if one["from"] == self.phone),
            "row_id": self._dead(of_it["network_id"]),
            "notification_id": (hers or [one["id"] for one in told])[-1],
        }

    def _request(self, network_id: str) -> str:
        """Somebody who asks to join it."""
        asks = {"name": "Somebody", "email": f"asks@{self.slug}.example.org", "language": "nb", "asked_in": "nb"}
        self._post(f"registrations/public/networks/{self.slug}/join-requests", asks)
        path = f"registrations/networks/{network_id}/join-requests"
        return str(self.site.call("get", path, at=self.organisation).json["items"][0]["id"])

    def _dead(self, network_id: str) -> str:
        """What `notifications` heard of the network, as if it had given up."""
        heard = (INBOX.c.subject == network_id, INBOX.c.type == "network.changed.v1")
        with self.site.services["notifications"].database.transaction(by="system:test") as tx:
            tx.execute(update(INBOX).where(*heard).values(done_at=None, due_at=None, dead_at=tx.now, last_error="?"))
            return f"inbox-{tx.scalar(select(INBOX.c.position).where(*heard))}"

    def _post(self, path: str, body: dict[str, Any]) -> Row:
        made: Row = self.site.put(path, body, at=self.organisation)
        return made


_NETWORK = {
    "timezone": "Europe/Oslo",
    "country": "NO",
    "languages": ["nb", "en"],
    "signature": "Nettverk",
    "sending": "on",
    "quiet_hours": None,
    "public": True,
}
_EVENT = {
    "title": {"en": "Gathering"},
    "starts_at": "2027-01-05T17:00:00+01:00",
    "ends_at": "2027-01-05T19:00:00+01:00",
    "capacity": 20,
}
SERIES = {
    "title": {"en": "Monthly"},
    "rrule": "FREQ=MONTHLY;BYDAY=2TU",
    "starts_at": "2027-01-12T17:00",
    "timezone": "Europe/Oslo",
    "duration": "PT2H",
    "capacity": 20,
}


@dataclass
class World:
    """Two networks of one organisation and one of another."""

    site: Site
    own: dict[str, str]
    of_another_network: dict[str, str]
    of_another_organisation: dict[str, str]

    @classmethod
    def of(cls, site: Site) -> "World":
        site.an_organisation()
        site.an_organisation("annet", "other@example.org")
        places = (("demo", "kvinner"), ("demo", "menn"), ("annet", "andre"))
        furnished = [
            Belongings(site, organisation, slug, f"+44770090010{number}").furnish()
            for number, (organisation, slug) in enumerate(places)
        ]
        site.settle()
        return cls(site, *furnished)

    def foreign(self, route: PageRoute, theirs: dict[str, str]) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
        """Ids for this page of which one or all are others', each beside the same with nobody's instead."""
        names = route.ids
        for strange in [[name] for name in names] + ([names] if len(names) > 1 else []):
            mine = {name: self.own.get(name, NOBODYS) for name in names if name not in strange}
            yield mine | {name: theirs.get(name, NOBODYS) for name in strange}, mine | dict.fromkeys(strange, NOBODYS)


def ask(browser: Browser, route: PageRoute, ids: dict[str, str], **values: str) -> tuple[int, str]:
    """What the page answers, whatever its ids and however often forms were shown: status, and words where it goes."""
    path = route.path(ids)
    if route.method == "GET":
        answer = browser.get(path)
    else:
        answer = browser.post(path, filled() | {"csrf": csrf(browser), "once": "one"} | values)
    told = answer.headers.get("Location", "") + answer.text
    for value in [*ids.values(), NOBODYS]:
        told = told.replace(value, "ID")
    return answer.status_code, re.sub(r'value="[\w-]{22}"', "", told)


def filled() -> dict[str, str]:
    """Each field that forms are read for."""
    return {name: values[0] for name, values in FIELDS.items() if name != "csrf"}


def csrf(browser: Browser) -> str:
    """What forms of this session carry."""
    return Page(browser.get("/settings").text).forms[0].values["csrf"]


def domain_rows(site: Site) -> dict[str, list[str]]:
    """Every row but those that say that somebody was here."""
    apart = {"web.activities", "web.sessions"}
    return {name: rows for name, rows in site.rows().items() if name not in apart}
