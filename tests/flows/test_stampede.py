"""Two hundred people want twenty seats at once, over real HTTP, and each asks twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from shared.tokens import Identity, issue
from tests.support.product import ORGANISATION, TestProduct

PEOPLE, CONNECTIONS, SEATS = 200, 64, 20


@pytest.mark.slow
def test_exactly_twenty_are_confirmed_and_the_others_wait_in_an_unbroken_line(product: TestProduct) -> None:
    network = product.a_network(sending="held")
    with product.together():
        people = [product.a_member(network, f"Person {n}", email=f"p{n}@example.org") for n in range(PEOPLE)]
    event = product.an_event(network, capacity=SEATS)
    identity = Identity(
        organisation=ORGANISATION,
        role="organiser",
        subject="usr_test",
        expires_at=product.clock.now() + timedelta(minutes=50),
    )
    token = issue(product.running.keys, identity)
    url = f"{product.running.local_address}/api/registrations/v1/events/{event['id']}/registrations"
    local = threading.local()

    def ask(number: int) -> tuple[int, int, str, int | None]:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        answer = local.session.post(
            url,
            json={"participant_id": people[number // 2]["id"], "answer": "accepted"},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"stampede-{number // 2}"},
            timeout=60,
        )
        body = answer.json()
        return number // 2, answer.status_code, body.get("status", ""), body.get("position")

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(ask, range(2 * PEOPLE)))
    assert {status for _, status, _, _ in answers} <= {200, 201}
    by_person = {(person, status) for person, _, status, _ in answers}
    assert len(by_person) == PEOPLE  # both requests of a key are told the same
    product.settle()
    listed = []
    cursor = ""
    while True:
        page = product.do("GET", f"registrations/events/{event['id']}/registrations?limit=200{cursor}")
        listed += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    statuses = [item["status"] for item in listed]
    assert statuses.count("confirmed") == SEATS
    assert statuses.count("waitlisted") == PEOPLE - SEATS
    positions = sorted(item["position"] for item in listed if item["status"] == "waitlisted")
    assert positions == list(range(1, PEOPLE - SEATS + 1))
    product.audit()
