"""An owner gives a partner a queue of its own, with a password that is shown once, and takes it back."""

import random
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from services.partners.amqp_place import place_at
from services.partners.jobs.remove_amqp import AmqpRemover
from tests.services.partners.amqp_story import AmqpStory
from tests.services.partners.management_api import ManagementApi
from tests.services.partners.story import Story

NOTHING = "^$"


def test_a_partner_gets_a_user_that_reads_one_queue_only(amqp: AmqpStory, management: ManagementApi) -> None:
    partner = amqp.partner("net_1")
    answer = amqp.subscribes(partner)
    assert answer.status_code == 201
    given = answer.json
    name = f"samling-{partner}"
    assert (given["user"], given["vhost"], given["queue"]) == (name, name, "attendance")
    assert management.holds == {
        ("vhosts", name): {},
        ("vhost-limits", name, "max-connections"): {"value": 20},
        ("permissions", name, "admin"): {"configure": "^attendance$", "write": NOTHING, "read": NOTHING},
        ("permissions", name, "publisher"): {"configure": NOTHING, "write": r"^amq\.default$", "read": NOTHING},
        ("policies", name, "limits"): {
            "pattern": "^attendance$",
            "apply-to": "queues",
            "definition": {"max-length": 50, "overflow": "drop-head", "delivery-limit": 1000},
        },
        ("queues", name, "attendance"): {
            "durable": True,
            "auto_delete": False,
            "arguments": {"x-queue-type": "quorum"},
        },
        ("users", name): {"password": given["password"], "tags": ""},
        ("permissions", name, name): {"configure": NOTHING, "write": NOTHING, "read": "^attendance$"},
    }


def test_the_url_leads_to_the_queue(amqp: AmqpStory) -> None:
    partner = amqp.partner("net_1")
    given = amqp.subscribes(partner).json
    url = urlsplit(given["url"])
    assert (url.scheme, url.hostname, url.port, url.query) == ("amqp", "broker.example.org", 5671, "heartbeat=30")
    assert (url.username, url.password, url.path) == (given["user"], given["password"], f"/{given['vhost']}")


def test_the_password_is_kept_nowhere(amqp: AmqpStory) -> None:
    given = amqp.subscribes(amqp.partner()).json
    assert given["password"] not in amqp.everything_stored()


def test_asked_again_the_partner_gets_a_new_password(amqp: AmqpStory, management: ManagementApi) -> None:
    partner = amqp.partner()
    first, second = (amqp.subscribes(partner).json for _ in range(2))
    assert first["password"] != second["password"]
    assert management.holds[("users", second["user"])]["password"] == second["password"]
    changes = [(method, path) for method, path in management.asked if path[0] == "users"]
    assert [method for method, _ in changes] == ["DELETE", "PUT"] * 2  # deleting throws out who is connected


def test_the_same_request_twice_makes_one_password(amqp: AmqpStory, management: ManagementApi) -> None:
    partner, headers = amqp.partner(), {"Idempotency-Key": "one"}
    first, second = (amqp.subscribes(partner, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json == {name: first.json[name] for name in ("user", "vhost", "queue")}
    assert second.headers["Idempotent-Replay"] == "true"
    assert management.holds[("users", first.json["user"])]["password"] == first.json["password"]
    amqp.leaves(partner)
    assert amqp.subscribes(partner, headers=headers).status_code == 404, "a repeat does not make it anew"


@pytest.mark.parametrize("step", range(10))
@pytest.mark.slow
def test_where_the_broker_goes_away_half_way_a_repeat_makes_it_whole(
    amqp: AmqpStory, management: ManagementApi, step: int
) -> None:
    partner, headers = amqp.partner(), {"Idempotency-Key": "one"}
    management.refuses_from = step
    broken = amqp.subscribes(partner, headers=headers)
    if step == 9:
        assert broken.status_code == 201  # there are nine requests to fail
        return
    assert (broken.status_code, broken.headers["Retry-After"]) == (503, "10")
    assert broken.mimetype == "application/problem+json"
    assert "management API" in amqp.state(partner)["problem"]
    management.refuses_from = 10**9
    assert amqp.subscribes(partner, headers=headers).status_code == 201
    assert len(management.holds) == 8
    assert amqp.state(partner)["problem"] is None


def test_nobody_makes_it_twice_at_once(amqp: AmqpStory) -> None:
    partner = amqp.partner()
    answers = []
    amqp.api.meanwhile = lambda: answers.append(amqp.subscribes(partner))
    assert amqp.subscribes(partner).status_code == 201
    assert (answers[0].status_code, answers[0].headers["Retry-After"]) == (409, "2")


def test_a_partner_that_is_removed_while_it_is_made_ends_without_a_user(amqp: AmqpStory) -> None:
    partner = amqp.partner()
    seen = []

    def remove() -> None:
        seen.append(amqp.call("DELETE", f"/partners/{partner}").status_code)
        seen.append(_remover(amqp).run_once(amqp.clock.now()))

    amqp.api.meanwhile = remove
    assert amqp.subscribes(partner).status_code == 409
    assert seen == [204, 0], "removed while it is made, it would come back"
    assert _remover(amqp).run_once(amqp.clock.now()) == 1
    assert amqp.api.holds == {}


def test_an_owner_takes_it_back(amqp: AmqpStory, management: ManagementApi) -> None:
    partner = amqp.partner("net_1")
    amqp.subscribes(partner)
    assert amqp.leaves(partner).status_code == 204
    assert management.holds == {}
    name = f"samling-{partner}"
    assert management.asked[-2:] == [("DELETE", ("users", name)), ("DELETE", ("vhosts", name))]
    assert amqp.call("GET", f"/partners/{partner}/amqp").status_code == 404
    assert amqp.leaves(partner).status_code == 204
    assert amqp.subscribes(partner).status_code == 201


def test_what_cannot_be_taken_back_now_is_taken_back_later(amqp: AmqpStory, management: ManagementApi) -> None:
    partner = amqp.partner("net_1")
    amqp.subscribes(partner)
    management.answer = 500
    answer = amqp.leaves(partner)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert management.holds != {}
    assert amqp.subscribes(partner).status_code == 409
    management.answer = None
    amqp.clock.advance(timedelta(minutes=1))
    assert _remover(amqp).run_once(amqp.clock.now()) == 1
    assert management.holds == {}
    assert amqp.subscribes(partner).status_code == 201


def test_a_removed_partner_loses_its_user(amqp: AmqpStory, management: ManagementApi) -> None:
    partner = amqp.partner("net_1")
    amqp.subscribes(partner)
    assert amqp.call("DELETE", f"/partners/{partner}").status_code == 204
    assert _remover(amqp).run_once(amqp.clock.now()) == 1
    assert management.holds == {}
    assert _remover(amqp).run_once(amqp.clock.now()) == 0


def test_a_wrong_password_of_the_management_api_is_said_without_it(amqp: AmqpStory, management: ManagementApi) -> None:
    management.answer = 401
    answer = amqp.subscribes(amqp.partner())
    assert answer.status_code == 503
    assert "401" in answer.json["detail"]
    assert "word" not in answer.text


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_without_a_broker_for_partners_it_says_what_to_set(story: Story, method: str) -> None:
    body = {} if method == "POST" else None
    answer = story.call(method, f"/partners/{story.partner()}/amqp", body, role="owner")
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    for name in ("SAMLING_PARTNER_BROKER_URL", "SAMLING_BROKER_MANAGEMENT_URL", "cursor feed"):
        assert name in answer.json["detail"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("role", ["organiser", "host", "reader", "partner"])
def test_only_an_owner_gives_and_takes(amqp: AmqpStory, method: str, role: str) -> None:
    partner = amqp.partner()
    claims = {"partner": partner} if role == "partner" else {}
    body = {} if method == "POST" else None
    assert amqp.call(method, f"/partners/{partner}/amqp", body, role=role, **claims).status_code == 403
    assert amqp.api.asked == []


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_another_organisations_partner_answers_like_none(amqp: AmqpStory, method: str) -> None:
    partner = amqp.partner()
    amqp.subscribes(partner)
    amqp.api.asked.clear()
    body = {} if method == "POST" else None
    foreign = amqp.call(method, f"/partners/{partner}/amqp", body, role="owner", organisation="other")
    none = amqp.call(method, "/partners/prt_none/amqp", body, role="owner")
    assert foreign.status_code == none.status_code == 404
    assert foreign.json == none.json
    assert amqp.api.asked == []


def _remover(amqp: AmqpStory) -> AmqpRemover:
    place = place_at("amqp://broker.example.org", amqp.api.url, longest=1)
    return AmqpRemover(amqp.service.database, place.remove, random.Random(7))
