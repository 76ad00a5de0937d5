"""The notes service, one per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared.http.notes_service import NotesService, a_notes_url


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[NotesService]:
    service = NotesService(a_notes_url(tmp_path))
    yield service
    service.close()
