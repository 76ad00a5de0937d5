"""Organisers, two dispatchers and the jobs of `registrations` at the same rows of PostgreSQL: no deadlock at all."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from services.registrations import jobs
from services.registrations.handlers import subscriptions
from services.registrations.operations.add_membership import add_membership
from services.registrations.reach import Reach
from shared import due_rows
from shared.consumer import Consumer
from shared.contracts import Contract
from shared.contracts.events import EVENT_CHANGED
from shared.contracts.notifications import CONTACT_SUPPRESSED, NOTIFICATION_FAILED
from shared.database import Database
from shared.dispatcher import Dispatcher
from shared.inbox import INBOX
from shared.message import Message
from shared.problems import NotFound
from tests.production.test_seats import EVENTS, PEOPLE, something
from tests.services.registrations.organiser import NETWORK, Organiser, an_event
from tests.support.at_once import at_once, deadlocks
from tests.support.one_service import KEYS, NOON, ORGANISATION

pytestmark = pytest.mark.production

ORGANISERS, DISPATCHERS = 4, 2
EACH, MESSAGES = 60, 300


def test_nobody_waits_in_a_ring(organiser: Organiser) -> None:
    for number in range(EVENTS):
        organiser.event(**event(number, 5))
    people = [organiser.person() for _ in range(PEOPLE)]
    house = organiser.service
    url = house.service.database.url.render_as_string(hide_password=False)
    database = Database(url, source="registrations", clock=house.clock, ids=house.ids, pool_size=20)
    dispatchers = [
        Dispatcher(database, subscriptions(timedelta(0)), chance=random.Random(n)) for n in range(DISPATCHERS)
    ]
    chance = random.Random(7)
    bodies = [body(number, people, chance) for number in range(MESSAGES)]
    Consumer(database, dispatchers[0].locks).receive(bodies)

    def organise(place: int) -> Counter[str]:
        own, done = random.Random(place), Counter[str]()
        for number in range(EACH):
            with database.transaction(by="organiser:usr_test") as tx:
                if number % 10 == 0:
                    person = own.choice(people)
                    try:
                        add_membership(tx, person, NETWORK, reach=Reach(ORGANISATION), tags=None, keys=KEYS)
                        done["joined"] += 1
                    except NotFound:  # she was erased
                        done["unknown"] += 1
                else:
                    done[something(tx, people, own)] += 1
        return done

    def dispatch(place: int) -> Counter[str]:
        while left(database):
            dispatchers[place].run_once(house.clock.now())
        return Counter(dispatched=1)

    def work(_place: int) -> Counter[str]:
        done: Counter[str] = Counter()
        inviting = jobs.Inviting(database, KEYS)
        while left(database):
            house.clock.advance(timedelta(seconds=1))
            done["lapsed"] += jobs.lapse_due(database)
            done["told"] += jobs.tell_seats(database)
            done["invited"] += inviting.run_once(house.clock.now())
        return done

    roles = [organise] * ORGANISERS + [dispatch] * DISPATCHERS + [work]
    done = at_once(len(roles), lambda place: roles[place](place % DISPATCHERS if roles[place] is dispatch else place))
    assert sum(done[ORGANISERS + DISPATCHERS].values()) > 0
    assert sum(share["joined"] for share in done) > 0
    assert deadlocks(database, house.service.database) == 0


def left(database: Database) -> bool:
    with database.read() as tx:
        return due_rows.oldest_due(tx, INBOX) is not None


def event(number: int, capacity: int) -> dict[str, object]:
    """It invites its members soon; the later its number, the sooner it begins."""
    name = f"evt_{number}"
    starts_at = NOON + timedelta(days=10 - number)
    times = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "invite_at": NOON + timedelta(seconds=2),
    }
    return {"id": name, "uid": f"{name}@samling", "capacity": capacity, **times}


def body(number: int, people: list[str], chance: random.Random) -> str:
    """What a neighbour says: of an event, of a person who wrote STOP, or of one who cannot be reached."""
    person = chance.choice(people)
    if number % 3 == 0:
        which = chance.randrange(EVENTS)
        data = an_event(**event(which, chance.randint(4, 7)))
        return message(number, EVENT_CHANGED, "events", f"evt_{which}", data)
    if number % 3 == 1:
        data = {"participant_id": person, "channel": chance.choice(("sms", "email")), "network_id": None}
        data |= {"suppressed": bool(number % 2), "reason": "stop", "since": NOON + timedelta(seconds=number)}
        subject = f"{person}/{data['channel']}/{number}"
        return message(number, CONTACT_SUPPRESSED, "notifications", subject, data)
    data = {"notification_id": f"ntf_{number}", "participant_id": person, "event_id": "evt_0", "channel": "sms"}
    data |= {"reason": "unreachable", "permanent": True}
    return message(number, NOTIFICATION_FAILED, "notifications", f"ntf_{number}", data)


def message(number: int, contract: Contract, source: str, subject: str, data: dict[str, object]) -> str:
    said = Message(
        id=f"msg_from_{source}_{number:04d}",
        source=f"/samling/{source}",
        type=contract.type,
        subject=subject,
        time=NOON,
        organisation=ORGANISATION,
        revision=1000 + number,
        correlationid="msg",
        causationid=None,
        data=contract.dump(data),
    )
    return said.to_json()
