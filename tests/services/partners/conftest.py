"""The service `partners` alone: built once, and as on its first day for every test."""

from collections.abc import Iterator

import pytest

from tests.services.partners.story import Story


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Built once: statements are compiled the first time they are used."""
    story = Story(tmp_path_factory.mktemp("partners"))
    yield story
    story.service.close()


@pytest.fixture
def blank(kept: Story) -> Iterator[Story]:
    """Nothing was heard yet."""
    kept.begin_anew()
    yield kept
    assert kept.dead() == []


@pytest.fixture
def story(blank: Story) -> Story:
    """One network with one event."""
    with blank.together():
        blank.network()
        blank.event()
    return blank
