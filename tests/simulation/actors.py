"""What organisers and participants do in a story."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from shared.http.client import Answer
from tests.simulation.director import Director, Violation
from tests.simulation.model import NAMES, Asked, Gathering, Person, Told
from tests.simulation.outside import Accepted

MOST_EVENTS, MOST_PEOPLE = 4, 6


class Actors:
    """Each method is one thing that somebody may do now; it does nothing where it makes no sense."""

    def __init__(self, director: Director) -> None:
        self.director = director
        self.model = director.model
        self.chance = director.chance
        self._keys = 0

    def post(self, what: str, path: str, body: Any, **more: Any) -> None:
        self._keys += 1
        self.director.ask(Asked(what, "POST", path, body, f"key-{self._keys}", **more))

    # Organisers

    def enter_person(self) -> None:
        number = len(self.model.people)
        if number >= MOST_PEOPLE:
            return
        kind = self.chance.choice(("phone", "phone", "both", "mail"))
        phone = f"+4477009001{number:02d}" if kind != "mail" else None
        sisters = [
            one
            for one in self.model.known()
            if phone and one.phone and not one.in_change and self.chance.random() < 0.1
        ]
        phone = sisters[0].phone if sisters else phone
        email = f"person{number}@example.org" if kind != "phone" else None
        person = Person(NAMES[number], phone, email)
        if sisters:
            person.wrote = sisters[0].wrote  # what one of them writes holds for both
        self.model.people.append(person)
        body = {"name": f"{person.name} Prøve", "language": "nb"}
        body |= {key: value for key, value in (("phone", phone), ("email", email)) if value}

        def entered(answer: Answer, _at: datetime) -> None:
            person.id = answer.json["id"]
            self._make_member(person)

        self.post(
            f"{person.name} is entered, with {' and '.join(person.contacts)}",
            "registrations/participants",
            body,
            done=entered,
        )

    def _make_member(self, person: Person) -> None:
        def member(_answer: Answer, _at: datetime) -> None:
            person.is_member = True

        body = {"participant_id": person.id, "network_id": self.model.network_id}
        self.post(f"{person.name} becomes a member", "registrations/memberships", body, done=member)

    def make_event(self) -> None:
        number = len(self.model.events) + sum(asked.path == "events/events" for asked in self.model.pending)
        if number >= MOST_EVENTS:
            return
        starts_at = (self.director.now + timedelta(days=self.chance.choice((2, 5, 9)))).replace(second=0)
        capacity = self.chance.choice((1, 1, 2, 3, 5))
        body = {
            "network_id": self.model.network_id,
            "title": {"nb": f"Samling {number}"},
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
            "timezone": "Europe/Oslo",
            "capacity": capacity,
            "place": {"name": "Biblioteket", "address": "Storgata 1"},
        }

        def made(answer: Answer, _at: datetime) -> None:
            event = Gathering(answer.json["id"], starts_at, capacity, capacity)
            self.model.events.append(event)
            self._publish(event)

        self.post(f"An event for {capacity} on {starts_at:%d %H:%M} is made", "events/events", body, done=made)

    def _publish(self, event: Gathering) -> None:
        def out(_answer: Answer, _at: datetime) -> None:
            event.is_out = True

        self.post(f"{event.id} is published", f"events/events/{event.id}/publish", {"invite": "now"}, done=out)

    def an_event(self, *, ahead: bool = True) -> Gathering | None:
        events = [one for one in self.model.published() if not one.in_change]
        events = [one for one in events if not ahead or one.starts_at > self.director.now + timedelta(hours=3)]
        return self.chance.choice(events) if events else None

    def _change(self, event: Gathering, what: str, verb: str, body: Any, changed: Callable[[], None]) -> None:
        def done(_answer: Answer, _at: datetime) -> None:
            event.in_change = False
            changed()

        event.in_change = True
        self.post(f"{event.id} {what}", f"events/events/{event.id}/{verb}", body, done=done)

    def move_event(self) -> None:
        event = self.an_event()
        if event is None:
            return
        starts_at = event.starts_at + timedelta(hours=self.chance.choice((1, 24, 72)))

        def moved() -> None:
            event.starts_at = starts_at

        body: dict[str, Any] = {"starts_at": starts_at.isoformat()}
        if self.chance.random() < 0.3:
            body["place"] = {"name": self.chance.choice(("Rådhuset", "Biblioteket"))}
        self._change(event, f"moves to {starts_at:%d %H:%M}", "reschedule", body, moved)

    def cancel_event(self) -> None:
        event = self.an_event()
        if event:
            self._change(event, "is called off", "cancel", {"reason": None}, lambda: setattr(event, "is_off", True))

    def change_capacity(self) -> None:
        event = self.an_event()
        if event is None:
            return
        capacity = self.chance.choice((1, 2, 2, 3, 5))
        event.largest = max(event.largest, capacity)
        changed = lambda: setattr(event, "capacity", capacity)  # noqa: E731
        self._change(event, f"has room for {capacity} now", "capacity", {"capacity": capacity}, changed)

    def hold_or_let_go(self) -> None:
        self.model.held = not self.model.held
        self.set_network(sending="held" if self.model.held else "on")

    def change_line(self) -> None:
        self.set_network(waitlist=self.chance.choice(("confirm", "offer")))

    def set_network(self, **fields: str) -> None:
        path = f"events/networks/{self.model.network_id}"
        what = f"The network's {' and '.join(f'{name} is {value}' for name, value in fields.items())}"
        if not any(asked.path == path for asked in self.model.pending):
            self.director.ask(Asked(what, "PATCH", path, fields, None))

    # Participants

    def answer_by_hand(self) -> None:
        """She rings, and the organiser writes it down."""
        event, people = self.an_event(), [one for one in self.model.known() if not one.in_change]
        if event is None or not people:
            return
        person = self.chance.choice(people)
        word = self.chance.choice(("accepted", "accepted", "accepted", "declined", "tentative"))
        body: dict[str, Any] = {"participant_id": person.id, "answer": word}
        if word == "accepted" and self.chance.random() < 0.3:
            body["party_size"] = self.chance.choice((1, 2, 3))
        told = Told(event.id, word)

        def done(answer: Answer, at: datetime) -> None:
            person.in_change, told.at = False, at
            person.answers.append(told)
            person.seats[event.id] = answer.json["id"]

        def refused() -> None:
            person.in_change = False

        person.in_change = True
        what = f"{person.name} rings: {word} for {body.get('party_size', 'her party')} to {event.id}"
        self.post(what, f"registrations/events/{event.id}/registrations", body, done=done, refused=refused)

    def answer_by_text(self) -> None:
        text = self._a_text(lambda one: one.digits is not None)
        if text is None or text.digits is None:
            return
        person, event_id, _ = self._about(text.id)
        if person is None:
            return
        self.director.a_second_later()
        word = self.chance.choice(("accepted", "accepted", "declined"))
        digit = text.digits[word == "declined"]
        sent = self.director.product.phones.write(text.to, str(digit))
        person.answers.append(Told(event_id, word, text_id=sent.provider_id))
        self.director.say(f"{person.name} texts {digit}, that is {word} to {event_id} ({sent.provider_id}).")

    def answer_by_link(self) -> None:
        text = self._a_text(lambda one: one.link is not None)
        if text is None or text.link is None:
            return
        person, event_id, invitation = self._about(text.id)
        event = next((one for one in self.model.published() if one.id == event_id), None)
        if person is None or person.in_change or event is None or event.starts_at <= self.director.now:
            return
        link = text.link
        if self.director.do("registrations", lambda: self.director.product.open_link(link)) not in (201, None):
            if event_id in person.taken_off:  # entered again by hand, she has a new link: that of before is void
                return
            raise Violation(f"{person.name}'s link to {event_id} leads nowhere")
        word = self.chance.choice(("accepted", "accepted", "declined"))

        def done(answer: Answer, at: datetime) -> None:
            person.in_change = False
            if answer.json["result"] == "taken":
                person.answers.append(Told(event_id, word, at))

        def refused() -> None:
            person.in_change = False

        person.in_change = True
        what = f"{person.name} answers by her link: {word} to {event_id}"
        path = "registrations/my-invitation/answer"
        self.post(what, path, {"answer": word}, done=done, refused=refused, invitation=invitation)

    def _a_text(self, which: Callable[[Accepted], bool]) -> Accepted | None:
        texts = [one for one in self.director.product.phones.accepted if which(one)]
        return self.chance.choice(texts[-12:]) if texts else None

    def _about(self, text_id: str) -> tuple[Person | None, str, str]:
        """Who was told what with a text: she, the event and the invitation; nobody while that is not written down."""
        said = "SELECT participant_id, event_id, invitation_id FROM notifications WHERE provider_id = ?"
        found = self.director.product.rows("notifications", said, text_id)
        if not found or not found[0]["event_id"]:
            return None, "", ""
        person = next((one for one in self.model.known() if one.id == found[0]["participant_id"]), None)
        return person, found[0]["event_id"], found[0]["invitation_id"]

    def stop_or_start(self) -> None:
        """With her phone she speaks for all who share it."""
        text = self._a_text(lambda _one: True)
        people = [one for one in self.model.reached_at(text.to) if not one.is_erased] if text else []
        if text is None or not people:
            return
        self.director.a_second_later()
        last = list(people[0].wrote.values())[-1:]
        word = "START" if last == ["STOP"] and self.chance.random() < 0.7 else "STOP"
        sent = self.director.product.phones.write(text.to, word)
        people[0].wrote[sent.provider_id] = word
        self.director.say(f"{people[0].name} texts {word} ({sent.provider_id}).")

    # Leaving

    def take_off(self) -> None:
        """An organiser ends what she answered."""
        event = self.an_event()
        people = [one for one in self.model.known() if not one.in_change and event and event.id in one.seats]
        if event is None or not people:
            return
        person = self.chance.choice(people)
        person.in_change = True
        event_id = event.id

        def done(_answer: Answer, _at: datetime) -> None:
            person.in_change = False
            person.taken_off.add(event_id)

        path = f"registrations/registrations/{person.seats.pop(event_id)}/cancel"
        self.post(f"{person.name} is taken off {event_id}", path, {"reason": "asked by phone"}, done=done)

    def erase(self) -> None:
        """She wants to be forgotten."""
        asked_about = tuple(asked.what.partition(" ")[0] for asked in self.model.pending)
        people = [one for one in self.model.known() if one.is_member and not one.in_change]
        people = [one for one in people if one.name not in asked_about]
        if not people:
            return
        person = self.chance.choice(people)
        person.in_change = True
        done = lambda _answer, _at: self.model.forget(person)  # noqa: E731
        path = f"registrations/participants/{person.id}"
        self.director.ask(Asked(f"{person.name} is erased", "DELETE", path, None, None, done=done))
