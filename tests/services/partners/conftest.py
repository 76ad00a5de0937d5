"""The service `partners` alone: built once, and as on its first day for every test."""

from collections.abc import Iterator

import pytest

from tests.services.partners.amqp_story import AmqpStory
from tests.services.partners.management_api import ManagementApi
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


@pytest.fixture(scope="session")
def management() -> Iterator[ManagementApi]:
    api = ManagementApi()
    yield api
    api.close()


@pytest.fixture(scope="session")
def kept_amqp(tmp_path_factory: pytest.TempPathFactory, management: ManagementApi) -> Iterator[AmqpStory]:
    """Built once, as the other; its own loops publish to a broker that is not there, so tests publish by hand."""
    story = AmqpStory(tmp_path_factory.mktemp("amqp"), management)
    story.service.loops[:] = story.service.loops[:3]
    yield story
    story.service.close()


@pytest.fixture
def amqp(kept_amqp: AmqpStory, management: ManagementApi) -> AmqpStory:
    """One network with one event, and a broker for partners that holds nothing."""
    management.begin_anew()
    kept_amqp.begin_anew()
    with kept_amqp.together():
        kept_amqp.network()
        kept_amqp.event()
    return kept_amqp
