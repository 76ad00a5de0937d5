"""What the tests of `partners` share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.partners.story import Story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """One network with one event."""
    story = Story(tmp_path)
    story.network()
    story.event()
    yield story
    assert story.dead() == []
    story.service.close()
