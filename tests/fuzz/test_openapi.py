"""Generated requests over every documented operation of every service: a clear answer, never a 5xx."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from services.embedded.product import Product, compose
from services.embedded.settings import EmbeddedSettings, Ports, surroundings
from shared.broker.in_process import InProcessBroker
from shared.clock import StandingClock
from shared.ids import random_ids
from shared.keys import Keys
from shared.service import Runtime
from shared.settings import read
from shared.tokens import EVERY_ORGANISATION, Identity, issue
from tests.support.product import START

KEYS = Keys(("a-secret-for-tests-only",))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("fuzz")
    environment = {"SAMLING_DATA_DIR": str(folder), "SAMLING_PUBLIC_URL": "http://127.0.0.1:8000"}
    runtime = Runtime(StandingClock(START), random_ids, random.Random(1), InProcessBroker(), KEYS)
    embedded = read(EmbeddedSettings, environment)
    built = compose(surroundings(environment, embedded, Ports(8000, 8001, 8025)), runtime)
    built.prepare()
    yield built
    built.close()


def schema_of(product: Product, service: str) -> Any:
    return schemathesis.openapi.from_wsgi(f"/api/{service}/v1/openapi.json", product.services[service].app)


def token(role: str) -> str:
    organisation = EVERY_ORGANISATION if role == "operator" else "demo"
    identity = Identity(
        organisation=organisation, role=role, subject="usr_fuzz", expires_at=START + timedelta(minutes=50)
    )
    return issue(KEYS, identity)


def call_and_check(case: Any) -> None:
    roles = case.operation.definition.raw.get("x-roles") or ["owner"]
    role = "owner" if "owner" in roles else roles[0]
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token(role)}"}
    case.call_and_validate(checks=CHECKS)


@pytest.fixture
def events(product: Product) -> Any:
    return schema_of(product, "events")


@pytest.fixture
def registrations(product: Product) -> Any:
    return schema_of(product, "registrations")


@pytest.fixture
def notifications(product: Product) -> Any:
    return schema_of(product, "notifications")


@pytest.fixture
def partners(product: Product) -> Any:
    return schema_of(product, "partners")


@pytest.fixture
def web(product: Product) -> Any:
    return schema_of(product, "web")


EVENTS = schemathesis.pytest.from_fixture("events")
REGISTRATIONS = schemathesis.pytest.from_fixture("registrations")
NOTIFICATIONS = schemathesis.pytest.from_fixture("notifications")
PARTNERS = schemathesis.pytest.from_fixture("partners")
WEB = schemathesis.pytest.from_fixture("web")

bounded = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@EVENTS.parametrize()
@bounded
def test_events(case: Any) -> None:
    call_and_check(case)


@REGISTRATIONS.parametrize()
@bounded
def test_registrations(case: Any) -> None:
    call_and_check(case)


@NOTIFICATIONS.parametrize()
@bounded
def test_notifications(case: Any) -> None:
    call_and_check(case)


@PARTNERS.parametrize()
@bounded
def test_partners(case: Any) -> None:
    call_and_check(case)


@WEB.parametrize()
@bounded
def test_web(case: Any) -> None:
    call_and_check(case)
