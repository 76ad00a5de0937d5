"""Plays one seed: a story of some dozens of steps, then good weather, and everything that was promised is looked at."""

import hashlib
import random
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared import crash_points
from tests.simulation.actors import Actors
from tests.simulation.director import WORKED_BY, Director, Violation, instant
from tests.simulation.door import Door
from tests.simulation.invariants import silence, violations
from tests.simulation.model import Gathering, Model, Person
from tests.simulation.outside import FAIR
from tests.simulation.product import SimulatedProduct
from tests.support.through_crashes import NETWORK, event_in

STEPS = (16, 36)
MOST_CRASHES = 2
EVERY_MINUTE = (
    "notifications.inbox.replies.fetch",
    "notifications.jobs.receipts.settle",
    "notifications.jobs.expire",
)
MOST_PATIENCE = timedelta(days=30)
RARE = tuple(sorted(point for point in crash_points.POINTS if point.startswith(("send.", "replies."))))
Possible = tuple[Callable[[], None], float, Callable[[], bool]]
POINTS = (*sorted(crash_points.POINTS), *RARE, *RARE)  # what is seldom reached is tried more often
FIRST_PEOPLE = (("Kari", "+447700900201", None), ("Ewa", "+447700900202", "ewa@example.org"))
FIRST_EVENTS = ((3, 1), (6, 2))  # in how many days, for how many


@dataclass
class Played:
    """What became of one seed."""

    seed: int
    story: list[str]
    violations: list[str]
    hit: list[str]
    deaths: int
    digest: str = ""
    way: str = field(default="")


class Theatre:
    """One product for many seeds; each begins on the same first day."""

    def __init__(self, folder: Path) -> None:
        self.product = SimulatedProduct(folder)
        self._first = self._first_day()
        self.product.keep()

    def play(self, seed: int, *, digest: bool = False) -> Played:
        """The story of a seed, the same every time; its violations are its last lines."""
        dice = random.Random(f"way {seed}")
        direct, release = dice.random() < 0.5, dice.random() < 0.5
        self.product.begin_anew(seed, direct=direct)
        model = self._model()
        self.product.silence = lambda contact: silence(self.product, model, contact)
        director = Director(self.product, model, seed=seed, release=release and direct)
        crash_points.set_action(director.on_point)
        try:
            self._tell(director, dice)
            found = violations(self.product, model)
        except Violation as violation:
            found = [str(violation)]
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            found = [f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {error}"]
        finally:
            crash_points.set_action(None)
        played = Played(seed, director.story, found, director.hit, model.deaths)
        played.way = f"{'in one process' if direct else 'apart'}, leases {'freed' if director.release else 'run out'}"
        if digest:
            played.digest = self._digest(director)
        return played

    def _tell(self, director: Director, dice: random.Random) -> None:
        actors = Actors(director)
        director.change_weather()
        _arm(director, POINTS[director.seed % len(POINTS)])
        if dice.random() < 0.5:
            actors.make_event()
        door = Door(actors)
        table = _steps(director, actors, door)
        for _ in range(dice.randint(*STEPS)):
            possible = [(act, weight) for act, weight, when in table if when()]
            (act,) = director.chance.choices([act for act, _ in possible], [weight for _, weight in possible])
            act()
        heal(director, actors)
        drain(director)
        # what comes back every minute comes back, and the partner looks once more
        director.product.clock.advance(timedelta(seconds=61))
        for name in EVERY_MINUTE:
            director.turn(name)
        drain(director)
        door.read_feed()

    def _first_day(self) -> Model:
        product, model = self.product, Model()
        network = self._made("events/networks", NETWORK)
        product.settle()
        partner = self._made("partners/partners", {"name": "Karrieresenteret"})
        grant = {"network_id": network["id"], "purpose": "attendance"}
        self._made(f"partners/partners/{partner['id']}/grants", grant)
        model.token = self._made(f"partners/partners/{partner['id']}/tokens", {})["token"]
        model.network_id, model.partner_id = network["id"], partner["id"]
        for name, phone, email in FIRST_PEOPLE:
            body = {"name": f"{name} Prøve", "language": "nb", "phone": phone} | ({"email": email} if email else {})
            person = self._made("registrations/participants", body)
            membership = {"participant_id": person["id"], "network_id": network["id"]}
            self._made("registrations/memberships", membership)
            model.people.append(Person(name, phone, email, person["id"], True))
        product.settle()
        for days, capacity in FIRST_EVENTS:
            starts_at = product.clock.now() + timedelta(days=days)
            made = self._made("events/events", event_in(network["id"], starts_at) | {"capacity": capacity})
            model.events.append(Gathering(made["id"], starts_at, capacity, capacity, is_out=True))
            assert product.call("POST", f"events/events/{made['id']}/publish", {"invite": "now"}).status == 200
        product.settle()
        return model

    def _made(self, path: str, body: Mapping[str, Any]) -> dict[str, str]:
        answer = self.product.call("POST", path, body)
        assert answer.status == 201, answer.json
        made: dict[str, str] = answer.json
        return made

    def _model(self) -> Model:
        first = self._first
        people = [Person(one.name, one.phone, one.email, one.id, True) for one in first.people]
        events = [replace(event) for event in first.events]
        return Model(first.network_id, first.partner_id, first.token, people, events)

    def _digest(self, director: Director) -> str:
        told = hashlib.sha256("\n".join(director.story).encode())
        for name, file in sorted(self.product.files.items()):
            told.update(name.encode())
            for line in file.iterdump():
                if line.startswith("INSERT"):  # indexes of one table are made in any order
                    told.update(line.encode())
        return told.hexdigest()


def _steps(director: Director, actors: Actors, door: Door) -> list[Possible]:
    """What may happen next, how likely, and when it can."""
    model, product, chance = director.model, director.product, director.chance
    always = lambda: True  # noqa: E731
    out = lambda: bool(model.published())  # noqa: E731

    def pass_time() -> None:
        spans = (timedelta(seconds=20), timedelta(seconds=35), timedelta(minutes=3), timedelta(hours=2))
        director.pass_time(chance.choice(spans) if chance.random() < 0.95 else timedelta(days=1))

    def fetch() -> None:
        director.turn("notifications.inbox.replies.fetch")

    def arm() -> None:
        _arm(director, chance.choice(POINTS))

    return [
        (director.turn_some, 36, always),
        (director.deliver, 20, lambda: bool(product.broker.waiting())),
        (director.call_back, 7, lambda: bool(product.world.callbacks)),
        (pass_time, 7, always),
        (director.change_weather, 2, always),
        (fetch, 2, always),
        (
            lambda: _arm(director, chance.choice(POINTS)),
            6,
            lambda: not director.is_armed and len(director.hit) < MOST_CRASHES,
        ),
        (director.kill, 0.3, always),
        (director.ask_again, 8, lambda: bool(model.pending)),
        (director.repeat, 1, lambda: bool(model.answered)),
        (actors.enter_person, 3, always),
        (actors.make_event, 2, always),
        (actors.move_event, 1.5, out),
        (actors.cancel_event, 0.4, out),
        (actors.change_capacity, 1.5, out),
        (actors.hold_or_let_go, 0.7, always),
        (actors.change_line, 0.5, always),
        (actors.answer_by_hand, 6, out),
        (actors.answer_by_text, 8, lambda: bool(product.phones.accepted)),
        (actors.answer_by_link, 5, lambda: bool(product.phones.accepted)),
        (actors.take_off, 1.5, lambda: any(one.seats for one in model.people)),
        (actors.erase, 0.8, out),
        (actors.stop_or_start, 1, lambda: bool(product.phones.accepted)),
        (door.agree_or_withdraw, 2.5, always),
        (door.check_in, 2, out),
        (door.correct, 2, lambda: bool(model.roll)),
        (door.take_back, 1, lambda: bool(model.roll)),
        (door.read_feed, 0.7, always),
    ]


def _arm(director: Director, point: str) -> None:
    director.arm(point, 1 if point in RARE else director.chance.choice((1, 1, 1, 2)))


def heal(director: Director, actors: Actors) -> None:
    """From now on nothing goes wrong, and everything that was asked is answered."""
    director.disarm()
    director.product.world.weather = FAIR
    director.product.broker.fair = True
    director.say("From now on all goes well.")
    drain(director, most=30)
    for _ in range(200):
        if not director.model.pending:
            break
        director.ask_again()
        drain(director, most=30)
    else:
        raise Violation(f"never answered: {[asked.what for asked in director.model.pending]}")
    actors.set_network(sending="on")
    director.model.held = False


def drain(director: Director, most: int = 600) -> None:
    """Works all that is due, then lets time pass until something is, until nothing is due but reminders ahead."""
    product = director.product
    for _ in range(most):
        director.forget_statuses()
        while product.world.callbacks:
            director.call_back()
        while waiting := product.broker.waiting():
            director.bring(waiting[0], 1000)
        names = director.due_steps()
        if names:
            if not sum([director.turn(name) for name in names]):
                product.clock.advance(timedelta(seconds=5))  # a provider asked for rest
            continue
        due = _next_due(product)
        if due is None:
            return
        if due > product.clock.now() + MOST_PATIENCE:
            raise Violation(f"something is due on {due:%d %B %Y} at the earliest, and waits until then")
        product.clock.set(max(due, product.clock.now()))
    if most >= 600:
        raise Violation("it never comes to rest")


def _next_due(product: SimulatedProduct) -> datetime | None:
    found = []
    for service, table in WORKED_BY:
        more = "AND occasion <> 'reminder'" if table == "notifications" else ""
        (row,) = product.rows(service, f"SELECT min(due_at) AS due FROM {table} WHERE due_at IS NOT NULL {more}")
        if row["due"] is not None:
            found.append(instant(row["due"]))
    return min(found, default=None)
