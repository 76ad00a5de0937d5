"""`samling pack`: loads a programme pack: a network ready to run, with invented people."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from services.commands.reach import Reach, reached
from shared.http.client import ApiClient

FOLDER = Path(__file__).parent / "packs"
PACKS = sorted(file.stem for file in FOLDER.glob("*.json"))


@click.command()
@click.argument("name", type=click.Choice(PACKS))
@click.option("--organisation", default="demo", show_default=True, help="slug of the organisation to load it into")
@click.option("--owner", default="owner@example.org", show_default=True, help="its owner, if it is new")
@click.option("--url", help="address of the running product")
def pack(name: str, organisation: str, owner: str, url: str | None) -> None:
    """Load a programme pack: invented people, numbers reserved for fiction, addresses at example.org."""
    with reached(url) as reach:
        loaded = load_pack(reach, name, organisation=organisation, owner=owner)
    click.echo("loaded" if loaded else "it is there already; nothing was changed")


def load_pack(reach: Reach, name: str, *, organisation: str, owner: str, first: date | None = None) -> bool:
    """Makes the organisation, the network with its series and themes, and its people; False if the network is there."""
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    body = {"slug": organisation, "name": content["organisation"], "owner_email": owner}
    reach.api("web").post("/api/web/v1/organisations", json=body).raise_for_problem()
    events = reach.api("events", "owner", organisation)
    registrations = reach.api("registrations", "owner", organisation)
    known = events.get("/api/events/v1/networks?limit=200").raise_for_problem().json["items"]
    if any(network["slug"] == content["network"]["slug"] for network in known):
        return False
    network = _post(events, "/api/events/v1/networks", content["network"])
    _load_series(events, network["id"], content, first or datetime.now(UTC).date() + timedelta(days=7))
    _load_people(reach, registrations, network["id"], content["participants"])
    return True


def _load_series(events: ApiClient, network_id: str, content: dict[str, Any], first: date) -> None:
    body = {key: value for key, value in content["series"].items() if key != "time"}
    body |= {"network_id": network_id, "starts_at": f"{first.isoformat()}T{content['series']['time']}"}
    series = _post(events, "/api/events/v1/series", body)
    dates = events.get(f"/api/events/v1/series/{series['id']}/events?limit=200").raise_for_problem().json["items"]
    for event, theme in zip(dates, content["themes"], strict=False):
        events.patch(f"/api/events/v1/events/{event['id']}", json={"theme": theme}).raise_for_problem()
    if dates:  # the first date invites at once, so that there is something to see
        _post(events, f"/api/events/v1/events/{dates[0]['id']}/publish", {"invite": "now"})
    _post(events, f"/api/events/v1/series/{series['id']}/publish", {})


def _load_people(reach: Reach, registrations: ApiClient, network_id: str, people: list[dict[str, Any]]) -> None:
    for person in people:
        participant = _post(registrations, "/api/registrations/v1/participants", person)
        body = {"participant_id": participant["id"], "network_id": network_id}
        reach.until_known(partial(_post, registrations, "/api/registrations/v1/memberships", body))


def _post(api: ApiClient, path: str, body: Any) -> Any:
    return api.post(path, json=body).raise_for_problem().json
