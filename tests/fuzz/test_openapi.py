"""Generated requests over every documented operation of every service: a clear answer, never a 5xx."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
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
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EXAMPLES = 10
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


bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.mark.parametrize("service", ["events", "registrations", "notifications", "partners", "web"])
def test_no_generated_request_is_answered_by_a_fault(product: Product, service: str) -> None:
    """Every operation of the document, with what it allows and with what it does not."""
    schema = schema_of(product, service)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert operations
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        @bounded
        def allowed(case: Any) -> None:
            call_and_check(case)

        @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        @bounded
        def refused(case: Any) -> None:
            call_and_check(case)

        allowed()
        with suppress(Unsatisfiable):  # an operation without a body or a query has nothing to get wrong
            refused()


def test_twin_a_fault_would_be_found(product: Product) -> None:
    """With one view broken, the same check fails."""
    app = product.services["partners"].app
    endpoint = "partners.list_partners"
    kept = app.view_functions[endpoint]
    broken = wraps(kept)(lambda **_: 1 // 0)
    app.view_functions[endpoint] = broken
    operation = schema_of(product, "partners")["/api/partners/v1/partners"]["GET"]
    try:
        with pytest.raises(FailureGroup):
            call_and_check(operation.Case(query={"limit": 1}))
    finally:
        app.view_functions[endpoint] = kept
