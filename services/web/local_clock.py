"""By whose clocks times are shown on pages that belong to no network of their own."""

from services.web.organiser_views import everything
from shared.http.client import ApiClient

WITHOUT_NETWORK = "Europe/Oslo"


def timezone_of(events: ApiClient) -> str:
    """The time zone of the organisation's first network."""
    items = events.get("/api/events/v1/networks?limit=1").raise_for_problem().json["items"]
    return items[0]["timezone"] if items else WITHOUT_NETWORK


def network_names(events: ApiClient) -> dict[str, str]:
    """What the organisation's networks are called, by id."""
    return {network["id"]: network["name"] for network in everything(events, "/api/events/v1/networks")}
