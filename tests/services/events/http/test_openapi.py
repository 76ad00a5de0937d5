"""The document of the HTTP API."""

import pytest
from openapi_spec_validator import validate

from tests.services.events.organiser import Organiser


@pytest.mark.slow
def test_the_openapi_document_is_valid(organiser: Organiser) -> None:
    document = organiser.asks("GET", "/openapi.json", role=None)
    validate(document)
    assert "/api/events/v1/series/{series_id}/exceptions" in document["paths"]
