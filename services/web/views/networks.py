"""What pages show of networks, and what a form about one means."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from services.web.forms.form import Form
from services.web.forms.pasted import contact
from services.web.languages import OWN_NAMES
from services.web.views.events import Shown, check_id, with_times
from shared.folding import fold
from shared.http.client import ApiClient

NETWORKS = "/api/events/v1/networks"
FIRST_COUNTRIES = ("NO", "SE", "DK", "NL", "FI", "IS", "DE", "BE", "GB")
CITY = re.compile(r"Europe/\w+|Atlantic/(Reykjavik|Faroe)")
LONGEST_SIGNATURE = 12
PER_PAGE = 25
MOST_OPEN = 20
ANNOUNCED = ("scheduled", "rescheduled")

# by which a network is told what it is like; languages are ticked one by one as `languages.nb`
TEXTS = ("name", "slug", "signature", "country", "timezone", "wording", "waitlist", "contact_name", "contact_phone")
NAMED = {
    **{"contact.name": "contact_name", "contact.phone": "contact_phone"},
    **{"quiet_hours": "quiet_to", "quiet_hours.0": "quiet_from", "quiet_hours.1": "quiet_to"},
}


def one_network(events: ApiClient, network_id: str) -> Shown:
    """A network."""
    check_id(network_id)
    return dict(events.get(f"{NETWORKS}/{network_id}").raise_for_problem().json)


def networks_page(events: ApiClient, registrations: ApiClient, cursor: str | None) -> Shown:
    """Networks with their next date and how many belong to them."""
    query = f"?limit={PER_PAGE}" + (f"&cursor={cursor}" if cursor else "")
    found = events.get(NETWORKS + query).raise_for_problem().json
    ids = ",".join(network["id"] for network in found["items"])
    if not ids:
        return dict(found)
    counted = registrations.get(f"/api/registrations/v1/networks?limit={PER_PAGE}&ids={ids}").raise_for_problem().json
    members = {one["id"]: one["members"] for one in counted["items"]}
    coming = events.get(f"/api/events/v1/next-events?network_ids={ids}").raise_for_problem().json["items"]
    first = {event["network_id"]: [with_times(event)] for event in coming}
    items = [
        network | {"members": members.get(network["id"], 0), "coming": first.get(network["id"], [])}
        for network in found["items"]
    ]
    return {"items": items, "next": found["next"]}


def next_events(events: ApiClient, network_id: str, now: datetime, limit: int = 5) -> list[Shown]:
    """Its next dates."""
    query = f"?network_id={network_id}&limit={limit}&from={now.isoformat().replace('+00:00', 'Z')}"
    items = events.get(f"/api/events/v1/events{query}").raise_for_problem().json["items"]
    return [with_times(item) for item in items]


def open_dates(events: ApiClient, network: Mapping[str, Any], now: datetime) -> list[Shown]:
    """The dates to which whoever is entered now is invited; none while nothing is sent."""
    if network["sending"] != "on":
        return []
    ahead = next_events(events, network["id"], now, MOST_OPEN)
    invited = [event for event in ahead if event["status"] in ANNOUNCED and event["invite_at"]]
    return [event for event in invited if event["invite_at"] <= now < event["starts_at"]]


def members_of(registrations: ApiClient, network_id: str) -> int:
    """How many belong to it; a network of which `registrations` has not heard yet has none."""
    answer = registrations.get(f"/api/registrations/v1/networks/{network_id}")
    return 0 if answer.status == 404 else int(answer.raise_for_problem().json["members"])


def form_of(network: Mapping[str, Any]) -> Form:
    """The form as it stands."""
    hours, person = network.get("quiet_hours") or ("21:00", "08:00"), network.get("contact") or {}
    given = {name: str(network.get(name) or "") for name in TEXTS}
    given |= {f"languages.{tag}": "yes" for tag in network.get("languages", ())}
    given |= {f"about.{tag}": text for tag, text in (network.get("about") or {}).items()}
    given |= {"quiet_from": hours[0], "quiet_to": hours[1], "version": str(network.get("revision", ""))}
    given |= {name: "yes" for name in ("public",) if network.get(name)}
    given |= {"quiet": "yes"} if network.get("quiet_hours", True) else {}
    return Form(given | {"contact_name": person.get("name") or "", "contact_phone": person.get("phone") or ""})


def body_of(form: Form, tags: Sequence[str]) -> tuple[dict[str, Any], Form]:
    """What the form says as `events` wants to hear it, and the form with what is wrong about it already."""
    person = {"name": form.value("contact_name").strip(), "phone": form.value("contact_phone").strip()}
    if person["phone"]:
        try:
            person["phone"] = contact(person["phone"], form.value("country"))[0] or ""
        except ValueError:
            form = form.with_faults(["contact_phone"])
    faults = [f"contact_{name}" for name, value in person.items() if not value and any(person.values())]
    spoken = [tag for tag in tags if form.value(f"languages.{tag}")]
    form = form.with_faults([*faults, *(() if spoken else ("languages",))])
    body: dict[str, Any] = {name: form.value(name).strip() for name in TEXTS if not name.startswith("contact")}
    body["slug"] = body["slug"] or slug_of(body["name"])
    quiet = [form.value("quiet_from"), form.value("quiet_to")]
    return body | {
        "about": form.texts("about", tags) or None,
        "contact": person if any(person.values()) else None,
        "languages": spoken,
        "public": bool(form.value("public")),
        "quiet_hours": quiet if form.value("quiet") else None,
    }, form


def slug_of(name: str) -> str:
    """An address made of a name."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name).replace("æ", "ae").replace("ß", "ss")).strip("-")[:63].strip("-")


def tags_of(network: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The languages that can be ticked: those of the pages, and whatever else the network has."""
    return tuple(dict.fromkeys((*OWN_NAMES, *((network or {}).get("languages", ())))))


def languages_of(network: Mapping[str, Any], *more: str) -> tuple[str, ...]:
    """Languages to choose from: those of the network first."""
    return tuple(dict.fromkeys((*network["languages"], *OWN_NAMES, *more)))


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """The countries of Europe's north first, then all others that have phone numbers, by name."""
    import phonenumbers  # not every process reads a number

    names = {str(tag): str(name) for tag, name in Locale.parse(language).territories.items()}
    rest = sorted(names.keys() & phonenumbers.SUPPORTED_REGIONS, key=lambda tag: fold(names[tag]))
    return [(tag, names[tag]) for tag in dict.fromkeys((*FIRST_COUNTRIES, *rest))]


@cache
def zones() -> list[str]:
    """The time zones of Europe, each by one name."""
    aliases = get_global("zone_aliases")
    return sorted(
        zone for zone in available_timezones() if CITY.fullmatch(zone) and not CITY.fullmatch(aliases.get(zone, ""))
    )
