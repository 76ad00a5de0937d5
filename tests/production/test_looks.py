"""What organisers look at again and again, on PostgreSQL."""

from pathlib import Path

import pytest

from services.events import service as events
from services.events.settings import Settings as EventsSettings
from tests.services.events.http import test_lists
from tests.services.events.operations import test_end_series
from tests.services.events.organiser import Organiser as Planner
from tests.services.notifications.http import test_attention as messages
from tests.services.notifications.outbound import Outbound
from tests.services.registrations.http import test_attention as people
from tests.services.registrations.http import test_many_people as numbers
from tests.services.registrations.http import test_numbers
from tests.services.registrations.organiser import Organiser
from tests.support.one_service import OneService
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production


def test_numbers_have_a_version(organiser: Organiser) -> None:
    organiser.event()
    numbers.test_numbers_have_a_version_that_every_change_changes(organiser)


def test_answers_to_several_events_are_counted_at_once(organiser: Organiser) -> None:
    organiser.event()
    test_numbers.test_several_events_are_counted_at_once_as_each_alone(organiser)


def test_rolls_and_requests_are_told(organiser: Organiser) -> None:
    organiser.event()
    people.test_of_many_rolls_the_latest_are_named_in_the_order_of_time(organiser)
    people.test_networks_that_somebody_asks_to_join_are_named(organiser)


def test_messages_that_wait_are_told(postgresql: PostgreSql, tmp_path: Path) -> None:
    outbound = Outbound(tmp_path, notifications_database_url=postgresql.new_database())
    messages.test_an_event_of_which_somebody_could_not_be_told_is_named_if_it_is_asked_for(outbound)
    messages.test_replies_that_wait_are_said(outbound)
    outbound.service.close()


def test_a_series_is_ended(postgresql: PostgreSql, tmp_path: Path) -> None:
    settings = EventsSettings(samling_data_dir=str(tmp_path), events_database_url=postgresql.new_database())
    planner = Planner(OneService(lambda runtime: events.build(settings, runtime)))
    test_end_series.test_what_was_moved_after_the_last_day_goes_too_and_what_was_moved_before_it_stays(planner)
    planner.service.service.close()


def test_next_events_are_found(postgresql: PostgreSql, tmp_path: Path) -> None:
    settings = EventsSettings(samling_data_dir=str(tmp_path), events_database_url=postgresql.new_database())
    planner = Planner(OneService(lambda runtime: events.build(settings, runtime)))
    test_lists.test_each_network_has_its_next_event(planner)
    planner.service.service.close()
