"""Every documented operation with ids in its address, asked with a token of one network: another network's things, and
another organisation's, answer like what does not exist (T16)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from shared.http.client import Answer, ApiClient
from shared.tokens import Identity, issue
from tests.services.web.matrix import NOBODYS, World, domain_rows
from tests.services.web.site import Row, Site
from tests.support.one_service import KEYS, ORGANISATION

# ids that belong to a network; those of partners, dead rows and public addresses have tests of their own
OF_NETWORKS = {
    *("event_id", "network_id", "series_id", "attendance_id", "request_id", "membership_id", "participant_id"),
    *("registration_id", "test_id", "notification_id", "reply_id", "suppression_id", "account_id"),
}
OPEN = ("/public/", "calendar.ics")
PERSON = {"name": "Somebody New", "language": "nb"}
# a body that is good, by the end of the address
BODIES: dict[str, Any] = {
    "POST /events/<event_id>/attendance": lambda own: {"participant_id": own["participant_id"], "status": "present"},
    "PUT /events/<event_id>/attendance/<attendance_id>": {"status": "late", "reason": "slip"},
    "DELETE /events/<event_id>/attendance/<attendance_id>": {"reason": "slip"},
    "POST /events/<event_id>/invitations": lambda own: {"participant_ids": [own["participant_id"]]},
    "POST /events/<event_id>/registrations": lambda own: {
        "participant_id": own["participant_id"],
        "answer": own.get("answer", "declined"),
    },
    "POST /join-requests/<request_id>/accept": {},
    "POST /networks/<network_id>/members": {"people": [PERSON]},
    "POST /networks/<network_id>/members/known": {"people": [{"name": "Somebody New"}]},
    "POST /networks/<network_id>/tests": {"channel": "email", "contact": "me@example.org", "language": "nb"},
    "PATCH /participants/<participant_id>": {"language": "en"},
    "PATCH /networks/<network_id>": {"name": "Another name"},
    "PATCH /events/<event_id>": {"title": {"en": "Another"}},
    "PATCH /series/<series_id>": {"capacity": 21},
    "PATCH /accounts/<account_id>": {"name": "Another"},
    "POST /registrations/<registration_id>/cancel": {"reason": None},
    "POST /replies/<reply_id>/resolve": {"note": "read"},
    "POST /events/<event_id>/publish": {"invite": "now"},
    "POST /events/<event_id>/reschedule": {"starts_at": "2027-01-06T17:00:00+01:00"},
    "POST /events/<event_id>/cancel": {},
    "POST /events/<event_id>/capacity": {"capacity": 22},
    "POST /series/<series_id>/exceptions": {"date": "2027-02-09", "skip": True},
    "POST /series/<series_id>/publish": {},
    "POST /series/<series_id>/end": {"last_day": "2027-06-30"},
    "GET /networks/<network_id>/attendance-by-month": {"?": "year=2027"},
}


@pytest.fixture
def world(site: Site) -> World:
    world = World.of(site)
    site.clock.set(site.clock.now().replace(month=1, day=5, hour=15, minute=0))  # an hour before: doors are open
    for ids, at in ((world.own, "demo"), (world.of_another_network, "demo"), (world.of_another_organisation, "annet")):
        _furnish_more(site, ids, at)
    site.settle()
    return world


def _furnish_more(site: Site, ids: dict[str, str], at: str) -> None:
    def items(path: str) -> list[Row]:
        found: list[Row] = site.call("get", path, at=at).json["items"]
        return found

    person, event = ids["participant_id"], ids["event_id"]
    ids["membership_id"] = items(f"registrations/memberships?participant_id={person}")[0]["id"]
    answer = {"participant_id": person, "answer": "accepted"}
    ids["registration_id"] = site.put(f"registrations/events/{event}/registrations", answer, at=at)["id"]
    came = {"participant_id": person, "status": "present"}
    ids["attendance_id"] = site.put(f"registrations/events/{event}/attendance", came, at=at)["id"]
    site.settle()
    test = {"channel": "email", "contact": "test@example.org", "language": "nb"}
    ids["test_id"] = site.put(f"notifications/networks/{ids['network_id']}/tests", test, at=at)["id"]
    contact = {"channel": "email", "contact": "gone@example.org", "network_id": ids["network_id"]}
    ids["suppression_id"] = site.put("notifications/suppressions", contact, at=at)["id"]


def operations(site: Site) -> list[tuple[str, str, str]]:
    """Service, method and rule below `/api/<service>/v1`."""
    found = []
    for name, service in site.services.items():
        for rule in service.app.url_map.iter_rules():
            names = set(re.findall(r"<(\w+)>", rule.rule))
            if (
                rule.rule.startswith("/api/")
                and names
                and names <= OF_NETWORKS
                and not any(part in rule.rule for part in OPEN)
            ):
                path = rule.rule.removeprefix(f"/api/{name}/v1")
                found += [(name, method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    # what takes something away comes last
    return sorted(found, key=lambda one: (one[1] == "DELETE", "cancel" in one[2] or "decline" in one[2], one))


def ask(world: World, service: str, method: str, path: str, ids: dict[str, str], **more: str) -> Answer:
    site = world.site
    until = site.clock.now() + timedelta(hours=1)
    who = Identity(
        organisation=ORGANISATION, role="owner", subject="usr_x", network=world.own["network_id"], expires_at=until
    )
    api = ApiClient(site.services[service].app).with_token(issue(KEYS, who))
    body = BODIES.get(f"{method} {path}")
    body = body(world.own | more) if callable(body) else body
    address = f"/api/{service}/v1" + re.sub(r"<(\w+)>", lambda part: ids[part[1]], path)
    if method == "GET":
        return api.get(address + (f"?{body['?']}" if body else ""))
    answer: Answer = getattr(api, method.lower())(address, json=body)
    return answer


def test_one_network_s_token_reaches_that_network_alone(world: World) -> None:
    faults = []
    before = domain_rows(world.site)
    for service, method, path in operations(world.site):
        names = re.findall(r"<(\w+)>", path)
        answers = ("accepted", "declined") if path.endswith("/registrations") and method == "POST" else ("",)
        for theirs in (world.of_another_network, world.of_another_organisation):
            for strange in [[name] for name in names] + ([names] if len(names) > 1 else []):
                ids = {name: theirs[name] if name in strange else world.own[name] for name in names}
                for word in answers:
                    more = {"answer": word} if word else {}
                    status = ask(world, service, method, path, ids, **more).status
                    nobodys = ids | dict.fromkeys(strange, NOBODYS)
                    unknown = ask(world, service, method, path, nobodys, **more).status
                    if status != 404 or unknown != 404:
                        faults.append(f"{method} {path} with their {strange}: {status}, nobody's {unknown}")
    assert faults == [], "\n".join(faults)
    world.site.settle()
    after = domain_rows(world.site)
    assert {name for name in after if set(after[name]) ^ set(before.get(name, []))} == set()


def test_twin_one_s_own_things_are_found(world: World) -> None:
    lost = []
    for service, method, path in operations(world.site):
        ids = {name: world.own[name] for name in re.findall(r"<(\w+)>", path)}
        status = ask(world, service, method, path, ids).status
        if status in (401, 403, 404, 422) and method != "DELETE" and not path.endswith("/decline"):  # accepted above
            lost.append(f"{method} {path}: {status}")
    assert lost == [], "\n".join(lost)
