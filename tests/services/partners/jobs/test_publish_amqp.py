"""Each partner's queue gets its log in order; what fails or dies repeats, and nothing is passed over."""

import json
from datetime import timedelta

import pytest

from tests.services.partners.amqp_story import AmqpStory, Queues

MINUTES = timedelta(minutes=6)


def attend(amqp: AmqpStory, partner: str, *numbers: int) -> None:
    with amqp.together():
        for number in numbers:
            amqp.attends(f"par_{number}", {partner: 5}, attendance=f"att_{partner}_{number}")


@pytest.fixture
def queues(amqp: AmqpStory) -> Queues:
    return Queues(amqp)


def subscriber(amqp: AmqpStory) -> str:
    partner = amqp.partner("net_1")
    assert amqp.subscribes(partner).status_code == 201
    return partner


@pytest.mark.slow
def test_the_queue_gets_what_the_cursor_feed_shows_in_the_same_order(amqp: AmqpStory, queues: Queues) -> None:
    partner = amqp.partner("net_1")
    attend(amqp, partner, 1, 2)
    amqp.subscribes(partner)
    attend(amqp, partner, 3)
    queues.settle()
    assert queues.numbers(partner) == [1, 2, 3]
    assert queues.held[partner] == amqp.feed(partner)
    state = amqp.state(partner)
    assert (state["published"], state["waiting"], state["problem"]) == (3, 0, None)


def test_the_cursor_of_a_message_leads_to_what_comes_behind_it(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1, 2, 3)
    queues.settle()
    missed = amqp.asks(partner, f"?after={queues.held[partner][0]['cursor']}").json["items"]
    assert missed == queues.held[partner][1:]


def test_a_withdrawn_consent_and_an_ended_grant_stop_it_as_they_stop_the_feed(amqp: AmqpStory, queues: Queues) -> None:
    partner = amqp.partner()
    grant = amqp.grant(partner)
    amqp.subscribes(partner)
    attend(amqp, partner, 1)
    amqp.consents("par_1", partner, revision=6, given=False)
    amqp.call("DELETE", f"/partners/{partner}/grants/{grant}")
    attend(amqp, partner, 2)
    queues.settle()
    kinds = [message["type"].split(".")[1] for message in queues.held[partner]]
    assert kinds == ["recorded", "withdrawn"]
    assert queues.held[partner] == amqp.feed(partner)


def test_a_partner_without_a_queue_is_not_published_to(amqp: AmqpStory, queues: Queues) -> None:
    attend(amqp, amqp.partner("net_1"), 1)
    queues.settle()
    assert queues.held == {}


@pytest.mark.parametrize("fault", ["away", "full"])
@pytest.mark.slow
def test_a_queue_that_takes_nothing_holds_back_nobody_else(amqp: AmqpStory, queues: Queues, fault: str) -> None:
    bad, good = subscriber(amqp), subscriber(amqp)
    if fault == "away":
        queues.away.add(bad)
    else:
        queues.takes[bad] = 0
    attend(amqp, bad, 1, 2)
    attend(amqp, good, 1, 2)
    queues.settle()
    assert (queues.numbers(bad), queues.numbers(good)) == ([], [1, 2])
    assert amqp.state(bad)["problem"]
    queues.away.clear()
    queues.takes.clear()
    amqp.clock.advance(MINUTES)
    queues.settle()
    assert queues.numbers(bad) == [1, 2]
    assert amqp.state(bad)["problem"] is None


def test_after_a_window_that_was_taken_in_part_it_goes_on_behind_that_part(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1, 2, 3)
    queues.takes[partner] = 2
    queues.settle()
    amqp.clock.advance(MINUTES)
    queues.settle()
    assert queues.numbers(partner) == [1, 2, 3]


def test_more_than_a_window_is_published_window_by_window(amqp: AmqpStory) -> None:
    queues = Queues(amqp, window=2)
    partner = subscriber(amqp)
    attend(amqp, partner, *range(5))
    queues.settle()
    assert queues.numbers(partner) == [1, 2, 3, 4, 5]


def test_a_process_that_dies_after_publishing_repeats_and_passes_over_nothing(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1, 2)
    queues.dies = True
    with pytest.raises(KeyboardInterrupt):
        queues.settle()
    attend(amqp, partner, 3)
    queues.settle()
    assert queues.numbers(partner) == [1, 2]  # its lease holds still
    amqp.clock.advance(MINUTES)
    queues.settle()
    assert queues.numbers(partner) == [1, 2, 1, 2, 3]


def test_leases_of_a_dead_process_end_at_the_start_of_the_next(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1)
    queues.dies = True
    with pytest.raises(KeyboardInterrupt):
        queues.settle()
    amqp.service.release_leases()
    queues.settle()
    assert queues.numbers(partner) == [1, 1]


def test_after_a_new_password_it_goes_on_where_it_was_and_at_once(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1)
    queues.settle()
    queues.away.add(partner)
    attend(amqp, partner, 2)
    queues.settle()
    queues.away.clear()
    amqp.subscribes(partner)
    queues.settle()
    assert queues.numbers(partner) == [1, 2]


def test_a_feed_that_stands_still_is_said_at_ready(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1)
    queues.away.add(partner)
    for _ in range(5):
        queues.settle()
        amqp.clock.advance(MINUTES)
    ready = amqp.service.app.test_client().get("/ready")
    assert ready.status_code == 503
    assert "amqp.feeds" in json.dumps(ready.json)


def test_what_a_queue_gets_names_nobody(amqp: AmqpStory, queues: Queues) -> None:
    partner = subscriber(amqp)
    attend(amqp, partner, 1)
    queues.settle()
    for secret in ("par_1", f"att_{partner}_1", "Amina", "Kari", "demo"):
        assert secret not in json.dumps(queues.held[partner]).replace(partner, "")
