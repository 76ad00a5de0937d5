"""What people do in a story: organisers, participants and a partner."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from shared.http.client import Answer
from tests.simulation.director import Director
from tests.simulation.model import NAMES, Asked, Came, Gathering, Person, Told

MOST_EVENTS, MOST_PEOPLE = 4, 10


class Actors:
    """Each method is one thing that somebody may do now; it does nothing where it makes no sense."""

    def __init__(self, director: Director) -> None:
        self.director = director
        self.model = director.model
        self.chance = director.chance
        self._keys = 0

    def _post(self, what: str, path: str, body: Any, **more: Callable[..., None]) -> None:
        self._keys += 1
        self.director.ask(Asked(what, "POST", path, body, f"key-{self._keys}", **more))  # type: ignore[arg-type]

    # Organisers

    def enter_person(self) -> None:
        number = len(self.model.people)
        if number >= MOST_PEOPLE:
            return
        kind = self.chance.choice(("phone", "phone", "both", "mail"))
        phone = f"+4477009001{number:02d}" if kind != "mail" else None
        email = f"person{number}@example.org" if kind != "phone" else None
        person = Person(NAMES[number], phone, email)
        self.model.people.append(person)
        body = {"name": f"{person.name} Prøve", "language": "nb"}
        body |= {key: value for key, value in (("phone", phone), ("email", email)) if value}

        def entered(answer: Answer, _at: datetime) -> None:
            person.id = answer.json["id"]
            self._make_member(person)

        self._post(
            f"{person.name} is entered, with {' and '.join(person.contacts)}",
            "registrations/participants",
            body,
            done=entered,
        )

    def _make_member(self, person: Person) -> None:
        def member(_answer: Answer, _at: datetime) -> None:
            person.is_member = True

        body = {"participant_id": person.id, "network_id": self.model.network_id}
        self._post(f"{person.name} becomes a member", "registrations/memberships", body, done=member)

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

        self._post(f"An event for {capacity} on {starts_at:%d %H:%M} is made", "events/events", body, done=made)

    def _publish(self, event: Gathering) -> None:
        def out(_answer: Answer, _at: datetime) -> None:
            event.is_out = True

        self._post(f"{event.id} is published", f"events/events/{event.id}/publish", {"invite": "now"}, done=out)

    def _an_event(self, *, ahead: bool = True) -> Gathering | None:
        events = [one for one in self.model.published() if not one.in_change]
        events = [one for one in events if not ahead or one.starts_at > self.director.now + timedelta(hours=3)]
        return self.chance.choice(events) if events else None

    def _change(self, event: Gathering, what: str, verb: str, body: Any, changed: Callable[[], None]) -> None:
        def done(_answer: Answer, _at: datetime) -> None:
            event.in_change = False
            changed()

        event.in_change = True
        self._post(f"{event.id} {what}", f"events/events/{event.id}/{verb}", body, done=done)

    def move_event(self) -> None:
        event = self._an_event()
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
        event = self._an_event()
        if event:
            self._change(event, "is called off", "cancel", {"reason": None}, lambda: setattr(event, "is_off", True))

    def change_capacity(self) -> None:
        event = self._an_event()
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
        event, people = self._an_event(), [one for one in self.model.known() if not one.in_change]
        if event is None or not people:
            return
        person = self.chance.choice(people)
        word = self.chance.choice(("accepted", "accepted", "accepted", "declined", "tentative"))
        body: dict[str, Any] = {"participant_id": person.id, "answer": word}
        if word == "accepted" and self.chance.random() < 0.3:
            body["party_size"] = self.chance.choice((1, 2, 3))
        told = Told(event.id, word)

        def done(_answer: Answer, at: datetime) -> None:
            person.in_change, told.at = False, at
            person.answers.append(told)

        def refused() -> None:
            person.in_change = False

        person.in_change = True
        what = f"{person.name} rings: {word} for {body.get('party_size', 'her party')} to {event.id}"
        self._post(what, f"registrations/events/{event.id}/registrations", body, done=done, refused=refused)

    def answer_by_text(self) -> None:
        texts = [one for one in self.director.product.phones.accepted if one.digits]
        if not texts:
            return
        text = self.chance.choice(texts[-12:])
        person, event_id = self.model.with_phone(text.to), self._event_of(text.id)
        if person is None or event_id is None or text.digits is None:
            return
        self.director.a_second_later()
        word = self.chance.choice(("accepted", "accepted", "declined"))
        digit = text.digits[word == "declined"]
        sent = self.director.product.phones.write(text.to, str(digit))
        person.answers.append(Told(event_id, word, text_id=sent.provider_id))
        self.director.say(f"{person.name} texts {digit}, that is {word} to {event_id} ({sent.provider_id}).")

    def _event_of(self, text_id: str) -> str | None:
        """Which event a text is about; None while that is not written down."""
        found = self.director.product.rows(
            "notifications", "SELECT event_id FROM notifications WHERE provider_id = ?", text_id
        )
        return found[0]["event_id"] if found else None

    def stop_or_start(self) -> None:
        texts = self.director.product.phones.accepted
        person = self.model.with_phone(self.chance.choice(texts).to) if texts else None
        if person is None or person.phone is None:
            return
        self.director.a_second_later()
        last = list(person.wrote.values())[-1:]
        word = "START" if last == ["STOP"] and self.chance.random() < 0.7 else "STOP"
        sent = self.director.product.phones.write(person.phone, word)
        person.wrote[sent.provider_id] = word
        self.director.say(f"{person.name} texts {word} ({sent.provider_id}).")

    # The door and the partner

    def agree_or_withdraw(self) -> None:
        people = [one for one in self.model.known() if not one.in_change]
        if not people:
            return
        person = self.chance.choice(people)
        wish = {"purpose": "attendance", "partner_id": self.model.partner_id, "given": not person.agreed}
        person.in_change = True

        def done(_answer: Answer, _at: datetime) -> None:
            person.agreed, person.in_change = wish["given"] is True, False
            if not person.agreed:
                for came in self.model.roll:
                    came.told = came.told and came.person is not person

        verb = "agrees that the partner is told" if wish["given"] else "no longer agrees that the partner is told"
        path = f"registrations/participants/{person.id}"
        self.director.ask(Asked(f"{person.name} {verb}", "PATCH", path, {"consents": [wish]}, None, done=done))

    def check_in(self) -> None:
        event = self._an_event(ahead=False)
        there = {came.person.name for came in self.model.roll}
        people = [one for one in self.model.known() if not one.in_change and one.name not in there]
        if event is None or not people:
            return
        person = self.chance.choice(people)
        person.in_change = True

        def done(answer: Answer, _at: datetime) -> None:
            person.in_change = False
            self.model.roll.append(Came(answer.json["id"], person, person.agreed, person.agreed))

        def refused() -> None:
            person.in_change = False

        body = {"participant_id": person.id, "status": self.chance.choice(("present", "late"))}
        path = f"registrations/events/{event.id}/attendance"
        self._post(f"{person.name} is checked in at {event.id}", path, body, done=done, refused=refused)

    def read_feed(self) -> None:
        """The partner reads on from where it was; now and then it forgets where that was."""
        after = f"?after={self.model.cursor}" if self.model.cursor and self.chance.random() < 0.9 else ""
        path = f"partners/attendance{after}"
        answer = self.director.do("partners", lambda: self.director.product.call_as(self.model.token, path))
        if answer is None:
            return
        assert answer.status == 200, answer.json
        self.model.feed += answer.json["items"]
        self.model.cursor = answer.json["next"]
        self.director.say(f"The partner reads {len(answer.json['items'])} entries.")
