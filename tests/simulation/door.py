"""What happens at the door, and what a partner hears of it."""

from datetime import datetime

from shared.http.client import Answer
from tests.simulation.actors import Actors
from tests.simulation.model import Asked, Came


class Door:
    """Each method is one thing that somebody may do now; it does nothing where it makes no sense."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        self.director = actors.director
        self.model = actors.model
        self.chance = actors.chance

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
        event = self.actors.an_event(ahead=False)
        there = {came.person.name for came in self.model.roll}
        people = [one for one in self.model.known() if not one.in_change and one.name not in there]
        if event is None or not people:
            return
        person = self.chance.choice(people)
        person.in_change = True
        event_id = event.id

        def done(answer: Answer, _at: datetime) -> None:
            person.in_change = False
            status = answer.json["status"]
            self.model.roll.append(Came(answer.json["id"], event_id, person, status, person.agreed, person.agreed))

        def refused() -> None:
            person.in_change = False

        body = {"participant_id": person.id, "status": self.chance.choice(("present", "late"))}
        path = f"registrations/events/{event.id}/attendance"
        self.actors.post(f"{person.name} is checked in at {event.id}", path, body, done=done, refused=refused)

    def _an_entry(self) -> Came | None:
        entries = [
            one for one in self.model.roll if not (one.in_change or one.person.in_change or one.person.is_erased)
        ]
        return self.chance.choice(entries) if entries else None

    def correct(self) -> None:
        """Somebody wrote down the wrong thing."""
        came = self._an_entry()
        if came is None:
            return
        came.in_change = came.person.in_change = True
        others = [
            status for status in ("present", "late", "left_early") if status != came.status
        ]  # else nothing changes
        body = {"status": self.chance.choice(others), "reason": "written down wrong"}

        def done(answer: Answer, _at: datetime) -> None:
            came.in_change = came.person.in_change = False
            came.status = answer.json["status"]
            if came.person.agreed:  # perhaps only since she came
                came.agreed = came.told = True

        what = f"{came.person.name}'s entry at {came.event_id} is corrected to {body['status']}"
        path = f"registrations/events/{came.event_id}/attendance/{came.id}"
        self.director.ask(Asked(what, "PUT", path, body, None, done=done))

    def take_back(self) -> None:
        """Somebody wrote down the wrong person."""
        came = self._an_entry()
        if came is None:
            return
        came.in_change = came.person.in_change = True

        def done(_answer: Answer, _at: datetime) -> None:
            came.told = came.person.in_change = False  # the entry stays in change: nothing is left of it

        what = f"{came.person.name}'s entry at {came.event_id} is taken back"
        path = f"registrations/events/{came.event_id}/attendance/{came.id}"
        self.director.ask(Asked(what, "DELETE", path, {"reason": "another woman"}, None, done=done))

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
