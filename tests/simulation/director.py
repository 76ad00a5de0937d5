"""One seeded director: chooses what happens next, lets the product die, and tells it all in plain sentences."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from shared import crash_points
from shared.crash_points import Crash
from shared.http.client import Answer
from tests.simulation.model import Asked, Model
from tests.simulation.outside import WEATHERS
from tests.simulation.product import WORKING, SimulatedProduct

Done = TypeVar("Done")

# what is due in a table is worked by these steps
WORKED_BY = {
    ("events", "outbox"): ("events.relay.relay",),
    ("events", "inbox"): ("events.dispatcher.dispatcher",),
    ("registrations", "outbox"): ("registrations.relay.relay",),
    ("registrations", "inbox"): ("registrations.dispatcher.dispatcher",),
    ("registrations", "registrations"): ("registrations.jobs.lapse",),
    ("registrations", "seats"): ("registrations.jobs.tell_seats",),
    ("registrations", "known_events"): ("registrations.jobs.invite",),
    ("notifications", "outbox"): ("notifications.relay.relay",),
    ("notifications", "inbox"): ("notifications.dispatcher.dispatcher",),
    ("notifications", "notifications"): (
        "notifications.sms.look_up",
        "notifications.sms.send",
        "notifications.email.send",
    ),
    ("partners", "outbox"): ("partners.relay.relay",),
    ("partners", "inbox"): ("partners.dispatcher.dispatcher",),
}


class Violation(AssertionError):
    """Something that was promised does not hold."""


class Director:
    """Plays on one product; all chance is that of the product, so that a seed decides everything."""

    def __init__(self, product: SimulatedProduct, model: Model, *, seed: int, release: bool) -> None:
        self.product = product
        self.model = model
        self.seed = seed
        self.chance = product.chance
        self.story: list[str] = []
        self.hit: list[str] = []
        self.release = release
        self._armed: tuple[str, int] | None = None
        self._crashed_at = ""

    @property
    def now(self) -> datetime:
        return self.product.clock.now()

    def say(self, sentence: str) -> None:
        self.story.append(f"{self.now:%a %d %H:%M:%S}  {sentence}")

    def a_second_later(self) -> None:
        self.product.clock.advance(timedelta(seconds=1))

    # Dying

    def arm(self, point: str, nth: int) -> None:
        """The product dies when it comes to this point for the nth time."""
        self._armed = (point, nth)
        self.say(f"It shall die {crash_points.POINTS[point]!r} ({point}), the {nth}. time it comes there.")

    def disarm(self) -> None:
        self._armed = None

    @property
    def is_armed(self) -> bool:
        return self._armed is not None

    def on_point(self, point: str) -> None:
        """Called at every crash point."""
        if self._armed is None or point != self._armed[0]:
            return
        self._armed = (point, self._armed[1] - 1)
        if self._armed[1] == 0:
            self._armed = None
            self._crashed_at = point
            self.hit.append(point)
            raise Crash(point)

    def do(self, service: str, act: Callable[[], Done]) -> Done | None:
        """Does something in the process of this service; None if that died of it and was started again."""
        self._crashed_at = ""
        try:
            return act()
        except Crash:
            self.say(f"It dies at {self._crashed_at}.")
            self.die(service)
            return None

    def die(self, service: str) -> None:
        """The process is gone without a word; a new one starts on its files."""
        self.model.deaths += 1
        self.product.crash(service, release=self.release)

    # Asking

    def ask(self, asked: Asked) -> None:
        """One try at a request; unanswered it waits to be repeated."""
        self.a_second_later()
        now = self.now
        answer = self.do(asked.service, lambda: self.product.ask(asked))
        if answer is None:
            if self._crashed_at == "http.after_commit" and self._is_kept(asked):
                asked.acted_at = asked.acted_at or now
            self._wait(asked, "has no answer")
        elif answer.status == 404 and asked.method == "DELETE" and asked.acted_at:
            self._answered(asked, answer, now)
        elif answer.status in (404, 503):
            self._wait(asked, "is not known yet")
        elif answer.status >= 500:
            raise Violation(f"{asked.what}: answered {answer.status}")
        elif answer.status >= 400:
            self.say(f"{asked.what}: refused, {(answer.json or {}).get('detail')}")
            asked.refused()
        else:
            self._answered(asked, answer, now)

    def _is_kept(self, asked: Asked) -> bool:
        """Not if it died after a first look that changed nothing."""
        kept = "SELECT key FROM idempotency_keys WHERE key = ?"
        return asked.key is None or bool(self.product.rows(asked.service, kept, asked.key))

    def _wait(self, asked: Asked, why: str) -> None:
        self.say(f"{asked.what}: {why}, and will be asked again.")
        self.model.pending.append(asked)

    def _answered(self, asked: Asked, answer: Answer, now: datetime) -> None:
        is_replay = answer.headers.get("Idempotent-Replay") == "true"
        if asked.acted_at and asked.key and not is_replay:
            raise Violation(f"{asked.what}: acted a second time for the same key")
        asked.acted_at = asked.acted_at or now
        asked.status = answer.status
        self.say(f"{asked.what}.")
        if asked.key:
            self.model.answered.append(asked)
        asked.done(answer, asked.acted_at)

    def ask_again(self) -> None:
        """What nobody answered is asked again."""
        pending = self.model.pending
        self.ask(pending.pop(self.chance.randrange(len(pending))))

    def repeat(self) -> None:
        """A request that was answered comes once more, as networks do."""
        asked = self.chance.choice(self.model.answered)
        answer = self.do(asked.service, lambda: self.product.ask(asked))
        if answer is None:
            return
        if answer.status != asked.status or answer.headers.get("Idempotent-Replay") != "true":
            raise Violation(f"repeated with its key it was no repeat ({answer.status}): {asked.what}")
        self.say(f"Comes a second time, and changes nothing: {asked.what}.")

    # Turning

    def due_steps(self) -> list[str]:
        """The steps that have something to work now."""
        return [step for table, steps in WORKED_BY.items() if self._is_due(*table) for step in steps]

    def _is_due(self, service: str, table: str) -> bool:
        return bool(self.product.rows(service, f"SELECT 1 FROM {table} WHERE due_at <= ? LIMIT 1", stored(self.now)))

    def turn(self, name: str) -> int:
        """One step of one loop, in the process whose it is; how much was done."""
        step = self.product.steps()[name]
        done = self.do(name.partition(".")[0], lambda: step.run_once(self.now))
        if done:
            self.say(f"{name} does {done}.")
        return done or 0

    def turn_some(self) -> None:
        names = self.due_steps() if self.chance.random() < 0.85 else []
        self.turn(self.chance.choice(names or list(self.product.steps())))

    def deliver(self) -> None:
        """Some of what waits in a line reaches its reader."""
        self.bring(self.chance.choice(self.product.broker.waiting()), self.chance.choice((1, 2, 5, 50)))

    def bring(self, reader: str, count: int) -> None:
        waiting = len(self.product.broker.lines[reader])
        self.do(reader, lambda: self.product.broker.deliver(reader, count))
        self.say(f"The broker brings {reader} up to {count} of {waiting} messages.")

    def call_back(self) -> None:
        """One of the provider's webhooks comes: some get lost, some come twice, and in any order."""
        waiting = self.product.world.callbacks
        callback = waiting.pop(self.chance.randrange(len(waiting)))
        fair = self.product.world.fair
        drawn = "comes" if fair else self.chance.choices(("comes", "lost", "twice"), (8, 1, 1))[0]
        kind = "a status" if callback.form.get("MessageStatus") else "a text"
        if drawn == "lost":
            self.say(f"The webhook with {kind} gets lost.")
            return
        if drawn == "twice":
            waiting.append(callback)
        if kind == "a text":
            self.a_second_later()
        status = self.do("notifications", lambda: self.product.call_back(callback))
        self.say(f"The webhook brings {kind} ({callback.form['MessageSid']}): {status or 'no answer'}.")
        if status is None and callback.tries == 0:
            waiting.append(callback.again())
        elif status is not None and status >= 300:
            raise Violation(f"a webhook was answered {status}")
        elif status and callback.form.get("MessageStatus") == "delivered":
            self.model.delivered.add(callback.form["MessageSid"])

    def forget_statuses(self) -> None:
        """Most of what the provider would say of its texts is never said: nothing may depend on it."""
        waiting = self.product.world.callbacks
        waiting[:] = [one for one in waiting if "MessageStatus" not in one.form or self.chance.random() < 0.2]

    # The world

    def change_weather(self) -> None:
        name = self.chance.choice(list(WEATHERS))
        self.product.world.weather = WEATHERS[name]
        self.product.broker.fair = self.chance.random() < 0.3
        self.say(f"The weather is {name} now; the broker is {'well' if self.product.broker.fair else 'not well'}.")

    def pass_time(self, span: timedelta) -> None:
        self.product.clock.advance(span)
        self.say(f"Time passes: {span}.")

    def kill(self) -> None:
        service = self.chance.choice(WORKING)
        self.say(f"Somebody kills {'it' if self.product.broker.direct else service}.")
        self.die(service)


def stored(instant: datetime) -> str:
    """As instants stand in the files."""
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")


def instant(text: Any) -> datetime:
    """Back from the files."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
