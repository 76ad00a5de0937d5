"""nameko: `nameko run bench.peers.with_nameko` hears check-ins; as a program, this dispatches them, each confirmed."""

from typing import Any

from nameko.events import event_handler
from nameko.standalone.events import event_dispatcher

from bench.peers.publishing import BROKER, drive, note


class Partner:
    name = "partner"

    @event_handler("registrations", "checked_in")
    def hear(self, payload: dict[str, Any]) -> None:
        note(payload["reference"])


if __name__ == "__main__":
    dispatch = event_dispatcher({"AMQP_URI": BROKER})
    drive(lambda number: dispatch("registrations", "checked_in", {"reference": number, "revision": 1}))
