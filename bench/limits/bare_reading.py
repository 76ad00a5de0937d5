"""The least that reading can cost in Flask: one statement, rows made JSON by hand; nobody is asked who she is.

`python -m bench.limits.bare_reading REGISTRATIONS_URL EVENTS_URL PORT` says that it listens and serves until killed.
"""

import sys
import threading
from typing import Any

import psycopg
from flask import Flask, Response, request

from shared.http.server import Server, bind
from shared.roles import THREADS

PAGE = """
SELECT r.id, r.event_id, r.participant_id, r.invitation_id, r.status, r.party_size, r.answer, r.told_at, r.channel,
       r.offer_until, r.seat_held_until, r.reason, r.changed_at, r.changed_by, r.revision, p.name
FROM registrations r JOIN participants p ON p.id = r.participant_id
WHERE r.event_id = %(event)s AND r.id > %(after)s ORDER BY r.id LIMIT 51
"""
SEATS = "SELECT seats_allowed, seats_taken, seats_waiting FROM events WHERE id = %s"
VERSION = "SELECT feed_version FROM networks WHERE id = %s"
FEED = "SELECT string_agg(vevent, E'\\r\\n' ORDER BY sort_key) FROM events WHERE network_id = %s"


def main() -> None:
    registrations, events, port = sys.argv[1:]
    Server(app(registrations, events), bind("127.0.0.1", int(port), "PORT"), threads=THREADS).start()
    print("it listens", flush=True)
    threading.Event().wait()


def app(registrations: str, events: str) -> Flask:
    made, kept = Flask("bare"), threading.local()
    made.json.sort_keys = False  # type: ignore[attr-defined]

    def ask(url: str, statement: str, values: Any) -> list[Any]:
        if url not in kept.__dict__:
            kept.__dict__[url] = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        found: list[Any] = kept.__dict__[url].execute(statement, values).fetchall()
        return found

    @made.get("/events/<event>/registrations")
    def page(event: str) -> dict[str, Any]:
        rows = ask(registrations, PAGE, {"event": event, "after": request.args.get("cursor", "")})
        names = ("id", "event_id", "participant_id", "invitation_id", "status", "party_size", "answer", "told_at")
        more = ("channel", "offer_until", "seat_held_until", "reason", "changed_at", "changed_by", "revision", "name")
        items = [dict(zip((*names, *more), row, strict=True)) for row in rows[:50]]
        for item in items:
            item["told_at"], item["changed_at"] = item["told_at"].isoformat(), item["changed_at"].isoformat()
        return {"items": items, "next": rows[49][0] if len(rows) > 50 else None}

    @made.get("/events/<event>")
    def seats(event: str) -> dict[str, Any]:
        allowed, taken, waiting = ask(events, SEATS, [event])[0]
        return {"allowed": allowed, "taken": taken, "waiting": waiting}

    @made.get("/networks/<network>/calendar.ics")
    def feed(network: str) -> Response:
        version = str(ask(events, VERSION, [network])[0][0])
        if request.if_none_match.contains_weak(version):
            response = Response(status=304)
        else:
            text = ask(events, FEED, [network])[0][0]
            response = Response(f"BEGIN:VCALENDAR\r\n{text}\r\nEND:VCALENDAR\r\n", mimetype="text/calendar")
        response.set_etag(version)
        return response

    return made


if __name__ == "__main__":
    main()
