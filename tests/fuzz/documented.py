"""Requests that schemathesis draws from the documents: every boundary it knows, and then what Hypothesis thinks of."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.fuzz import verdict
from tests.fuzz.documents import Operation, operations
from tests.fuzz.playground import Playground
from tests.fuzz.tally import Tally
from tests.fuzz.wire import Answer

Check = Callable[[Any], None]


def play_boundaries(playground: Playground, tally: Tally, service: str) -> None:
    """Each boundary of each value, each thing left out, each unexpected method and media type: always the same."""
    app, known = playground.app(service), _known(playground, service)
    schema = _schema_of(playground, service)
    for found in schema.get_all_operations():
        operation = found.ok()
        config = schema.config.generation_for(operation=operation)
        check = _checking(playground, tally, known, app)
        modes = list(GenerationMode)
        for case in schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=config):
            check(case)


def play_drawn(playground: Playground, tally: Tally, service: str, *, each: int, number: int) -> None:
    """So many requests that keep to the document, and as many that do not, for each operation."""
    app, known = playground.app(service), _known(playground, service)
    bounded = settings(
        max_examples=each,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    check = _checking(playground, tally, known, app)
    for found in _schema_of(playground, service).get_all_operations():
        for mode in GenerationMode:

            @given(case=found.ok().as_strategy(generation_mode=mode))
            @seed(number)
            @bounded
            def drawn(case: Any) -> None:
                check(case)

            with suppress(Unsatisfiable):  # an operation without a body or a query has nothing to get wrong
                drawn()


def _schema_of(playground: Playground, service: str) -> Any:
    return schemathesis.openapi.from_wsgi(f"/api/{service}/v1/openapi.json", playground.app(service))


def _known(playground: Playground, service: str) -> dict[str, Operation]:
    return {operation.name: operation for operation in operations(service, playground.app(service))}


def _checking(playground: Playground, tally: Tally, known: dict[str, Operation], app: Any) -> Check:
    def check(case: Any) -> None:
        operation = known[f"{case.operation.method.upper()} {case.operation.path}"]
        role = operation.roles[-1] if operation.roles else "reader"
        case.headers = {**(case.headers or {}), "Authorization": playground.bearer(role)}
        response = case.call()
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        answer = Answer(response.status_code, headers, response.content)
        as_named = case.method.upper() == operation.method.upper()
        faults = verdict.of_api(operation if as_named else None, answer)
        tally.note(operation.name, answer.status, faults, _shown(case))

    return check


def _shown(case: Any) -> str:
    body = json.dumps(case.body, default=repr)[:600] if case.body is not None else ""
    return f"{case.method} {case.formatted_path} {dict(case.query or {})} {body}"
