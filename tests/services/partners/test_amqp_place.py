"""Where partners have their queues is read from two settings, whose faults are said without their passwords."""

from pathlib import Path

import pytest

from services.partners.amqp_place import place_at
from services.partners.service import build
from services.partners.settings import Settings
from shared.settings import Unusable
from tests.services.partners.amqp_story import AmqpStory

MANAGEMENT = "http://admin:secret@broker.example.org:15672"


@pytest.mark.parametrize("url", ["http://u:secret@h", "amqp://", "u:secret@h", ";"])
def test_an_address_of_no_broker_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SAMLING_PARTNER_BROKER_URL") as refused:
        place_at(url, MANAGEMENT, longest=1)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["amqp://u:secret@h", "http://h:15672", "u:secret@h", "http://u:secret@"])
def test_an_address_of_no_management_api_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SAMLING_BROKER_MANAGEMENT_URL") as refused:
        place_at("amqp://broker.example.org", url, longest=1)
    assert "secret" not in str(refused.value)


def test_the_service_does_not_start_with_an_address_that_it_cannot_use(amqp: AmqpStory, tmp_path: Path) -> None:
    settings = Settings(
        samling_data_dir=str(tmp_path),
        samling_partner_broker_url="http://h",
        samling_broker_management_url=MANAGEMENT,
    )
    with pytest.raises(Unusable, match="SAMLING_PARTNER_BROKER_URL"):
        build(settings, amqp.runtime)


def test_without_a_user_of_its_own_the_one_of_the_management_api_publishes(amqp: AmqpStory) -> None:
    place_at("amqp://broker.example.org", amqp.api.url, longest=1).make("prt_1", "pwd")
    permissions = {path[2]: held for path, held in amqp.api.holds.items() if path[0] == "permissions"}
    assert permissions["admin"] == {"configure": "^attendance$", "write": r"^amq\.default$", "read": "^$"}
    assert set(permissions) == {"admin", "samling-prt_1"}
