"""Every route says who may call it, and what is open to anyone is named here."""

from flask import Blueprint, Flask

from services.embedded.product import Product
from shared.http.authentication import allowed_roles, routes_without_authentication
from shared.tokens import ROLES

HEALTH = {"GET /live", "GET /ready", "GET /metrics"}

# what anyone may call of the APIs without a token: a new one is added here with open eyes, and says what guards it
OPEN = {
    "events": {
        "GET /networks/<network_id>/calendar.ics",  # a secret in the address
        "GET /public/networks/<slug>",  # only networks that are public
        "GET /public/networks/<slug>/calendar.ics",
    },
    "registrations": {
        "POST /links",  # the token of the link is its body
        "POST /public/networks/<slug>/join-requests",  # only networks that are public, slowed down; tells nobody
    },
    "notifications": {"POST /twilio/inbound", "POST /twilio/status"},  # the provider's signature
    "partners": set(),
    "web": set(),
}


def open_routes(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        if allowed_roles(app.view_functions[rule.endpoint], method) == frozenset()
    }


def test_every_route_of_every_service_names_its_authentication(unstarted: Product) -> None:
    silent = {name: routes_without_authentication(service.app) for name, service in unstarted.services.items()}
    assert {name: routes for name, routes in silent.items() if routes} == {}


def test_twin_a_route_that_says_nothing_would_be_found() -> None:
    app, blueprint = Flask("small"), Blueprint("small", "small")
    blueprint.route("/open")(lambda: "anyone")
    app.register_blueprint(blueprint)
    assert "GET /open" in routes_without_authentication(app)


def test_every_service_answers_for_its_health_and_its_documents(unstarted: Product) -> None:
    for name, service in unstarted.services.items():
        assert open_routes(service.app) >= HEALTH | {f"GET /api/{name}/v1/openapi.json"}


def test_the_apis_are_open_to_anyone_only_where_it_is_meant(unstarted: Product) -> None:
    for name, service in unstarted.services.items():
        base = f"/api/{name}/v1"
        routes = {route.replace(base, "", 1) for route in open_routes(service.app) if f" {base}" in route}
        assert routes - {"GET /openapi.json"} == OPEN[name]


def test_every_service_has_its_dead_rows_and_its_audit(unstarted: Product) -> None:
    for name, service in unstarted.services.items():
        rules = {rule.rule for rule in service.app.url_map.iter_rules()}
        for path in ("dead", "dead/<row_id>/retry", "dead/<row_id>/discard", "audit", "audit/ids"):
            assert f"/api/{name}/v1/{path}" in rules


def test_below_api_everything_lies_under_the_name_and_version_of_its_service(unstarted: Product) -> None:
    for name, service in unstarted.services.items():
        for rule in service.app.url_map.iter_rules():
            assert not rule.rule.startswith("/api/") or rule.rule.startswith(f"/api/{name}/v1/")


def test_roles_that_are_admitted_exist(unstarted: Product) -> None:
    for service in unstarted.services.values():
        for view in service.app.view_functions.values():
            assert (allowed_roles(view, "GET") or frozenset()) <= set(ROLES)
