"""One story in which every writable field holds a text of its own, and everything that comes out of the product."""

import email
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.policy import default
from typing import Any

import requests

from shared.tokens import EVERY_ORGANISATION
from tests.fuzz.verdict import Markup
from tests.services.web.site import Page
from tests.support.product import TestProduct

PHONES = ("+447700900106", "+447700900107")
EVERY = {"role": "operator", "organisation": EVERY_ORGANISATION}
Written = Callable[[str], str]


@dataclass
class Outputs:
    """What came out, as it left."""

    sms: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    partner: str = ""

    def words(self) -> dict[str, str]:
        """All that a person can read, by output, as a parser reads it."""
        parsed = [email.message_from_bytes(mail, policy=default) for mail in self.mails]
        html = [Markup(part) for part in parts(parsed, "text/html")]
        return {
            "sms": "\n".join(self.sms),
            "mail header": "\n".join(str(value) for mail in parsed for value in mail.values()),
            "mail text": "\n".join(parts(parsed, "text/plain")),
            "mail html": "\n".join(word for page in html for word in page.words),
            "calendar": "".join(self.calendars).replace("\r\n ", ""),
            "pages": "\n".join(word for page in self.pages.values() for word in Markup(page).words),
            "partner": self.partner,
        }


def parts(mails: list[Any], kind: str) -> list[str]:
    return [part.get_content() for mail in mails for part in mail.walk() if part.get_content_type() == kind]


def play(product: TestProduct, written: Written) -> Outputs:
    """Two people of a network are invited, one answers, the event moves, one comes; `written` says each text."""
    network = product.a_network(
        name=written("events/networks.name"),
        wording="open",
        public=True,
        about={"nb": written("events/networks.about.*")},
        contact={"name": written("events/networks.contact.name"), "phone": "+447700900001"},
    )
    partner = product.do("POST", "partners/partners", {"name": written("partners/partners.name")}, role="owner")
    grant = {"network_id": network["id"], "purpose": "attendance"}
    product.do("POST", f"partners/partners/{partner['id']}/grants", grant, role="owner")
    token = product.do("POST", f"partners/partners/{partner['id']}/tokens", {}, role="owner")["token"]
    with product.together():
        people = [_a_person(product, network, partner, written, phone) for phone in PHONES]
    event = _an_event(product, network, written)
    product.texts(PHONES[0], "1")
    link = product.phone(PHONES[0])[0].link.replace("http://samling.test", product.running.local_address)
    outputs = Outputs()
    outputs.pages = {"invitation": _get(link), "stop": _get(f"{link}/stop")}
    outputs.calendars.append(_get(f"{link}/calendar.ics"))
    _what_organisers_write(product, event, people, written)
    outputs.pages |= _pages_of_organisers(product, event, written)
    asking = {"phone": "+447700900108", "language": "nb", "asked_in": "nb"}
    path = f"registrations/public/networks/{network['slug']}/join-requests"
    product.do("POST", path, asking | {"name": written("registrations/join-requests.name")})
    outputs.pages["join"] = _get(f"{product.running.local_address}/n/{network['slug']}/join")
    outputs.pages["network"] = _get(f"{product.running.local_address}/n/{network['slug']}")
    outputs.calendars.append(_get(f"{product.running.local_address}/n/{network['slug']}.ics"))
    feed = product.reach.apis["partners"].with_token(token).get("/api/partners/v1/attendance")
    outputs.partner = feed.body.decode()
    outputs.sms = [text.body for phone in PHONES for text in product.phone(phone)]
    listed = requests.get(f"{product.world}/sandbox/api/mail", params={"limit": 200}, timeout=10).json()["items"]
    outputs.mails = [item["raw"].encode("utf-8", "surrogateescape") for item in listed]
    parsed = [email.message_from_bytes(mail, policy=default) for mail in outputs.mails]
    outputs.calendars += parts(parsed, "text/calendar")
    return outputs


def _a_person(product: TestProduct, network: Any, partner: Any, written: Written, phone: str) -> Any:
    attendance = {
        "purpose": "attendance",
        "partner_id": partner["id"],
        "reference": written("registrations/participants.consents.reference"),
        "wording_version": written("registrations/participants.consents.wording_version"),
    }
    person = product.a_member(
        network,
        written("registrations/participants.name"),
        joins=False,
        call_name=written("registrations/participants.call_name"),
        phone=phone,
        email=f"p{phone[-3:]}@example.org",
        consents=[{"purpose": "invitations"}, attendance],
    )
    membership = {"participant_id": person["id"], "network_id": network["id"]}
    tags = {"tags": [written("registrations/memberships.tags")]}
    product.do("POST", "registrations/memberships", membership | tags)
    return person


def _an_event(product: TestProduct, network: Any, written: Written) -> Any:
    return product.an_event(
        network,
        in_days=0.5,
        title={"nb": written("events/events.title.*")},
        theme={"nb": written("events/events.theme.*")},
        practical={"nb": written("events/events.practical.*")},
        place={"name": written("events/events.place.name"), "address": written("events/events.place.address")},
    )


def _a_list(product: TestProduct, event: Any, written: Written) -> None:
    """A list is pasted, in which stands somebody whom nobody can write to."""
    one = {"name": written("registrations/members.people.name"), "language": "nb"}
    tags = {"tags": [written("registrations/members.people.tags")]}
    path = f"registrations/networks/{event['network_id']}/members"
    product.do("POST", path, {"people": [one | tags]})
    product.do("POST", f"{path}/known", {"people": [{"name": written("registrations/known.people.name")}]})


def _what_organisers_write(product: TestProduct, event: Any, people: list[Any], written: Written) -> None:
    _a_list(product, event, written)
    starts = product.clock.now() + timedelta(hours=11)
    place = {"name": written("events/reschedule.place.name"), "address": written("events/reschedule.place.address")}
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    product.do("POST", f"events/events/{event['id']}/reschedule", times | {"place": place})
    path = f"registrations/events/{event['id']}/attendance"
    who = {"participant_id": people[0]["id"], "status": "present", "device": written("registrations/attendance.device")}
    came = product.do("POST", path, who, role="host")
    walk_in = {"walk_in": {"name": written("registrations/attendance.walk_in.name")}, "status": "present"}
    product.do("POST", path, walk_in, role="host")
    late = {"status": "late", "reason": written("registrations/attendance.reason")}
    product.do("PUT", f"{path}/{came['id']}", late, role="host")
    rest = product.do("GET", f"registrations/events/{event['id']}/registrations")["items"]
    reason = {"reason": written("registrations/cancel.reason")}
    product.do("POST", f"registrations/registrations/{rest[0]['id']}/cancel", reason)


def _pages_of_organisers(product: TestProduct, event: Any, written: Written) -> dict[str, str]:
    body = {"slug": "demo", "name": written("web/organisations.name"), "owner_email": "owner@example.org"}
    body["owner_name"] = written("web/organisations.owner_name")
    product.do("POST", "web/organisations", body, **EVERY)
    account = {"email": "host@example.org", "name": written("web/accounts.name"), "role": "host"}
    product.do("POST", "web/accounts", account, role="owner")
    link = product.do("POST", "web/sign-in-links", {"email": "owner@example.org"}, **EVERY)["url"]
    here = product.running.local_address
    browser = requests.Session()
    browser.trust_env = False
    browser.post(link.replace("http://samling.test", here), timeout=10)
    network = f"/networks/{event['network_id']}"
    here_is = f"/events/{event['id']}"
    partner = product.do("GET", "partners/partners", role="owner")["items"][0]["id"]
    paths = {"events": "/", "event": here_is, "door": f"/c/{event['id']}", "log": f"{here_is}/messages"}
    paths |= {"partners": "/partners", "partner": f"/partners/{partner}"}
    paths |= {"networks": "/networks", "network": network, "people": f"{network}/people"}
    paths |= {"calls": f"{network}/people/call-list", "settings": f"{network}/settings"}
    shown = {name: browser.get(here + path, timeout=10) for name, path in paths.items()}
    browser.close()
    assert all(page.status_code == 200 for page in shown.values())
    assert any("csrf" in form.values for form in Page(shown["events"].text).forms), "signed in"
    return {name: page.text for name, page in shown.items()}


def _get(address: str) -> str:
    answer = requests.get(address, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.content.decode()
