"""The least an RSVP can cost in Flask: one statement takes a seat, stores the RSVP and its message; nothing is checked.

`python -m bench.limits.bare_flask URL PORT` makes its tables, says that it listens and serves until it is killed.
"""

import sys
import threading
from typing import Any

import psycopg
from flask import Flask, request

from shared.http.server import Server, bind
from shared.roles import THREADS

TABLES = """
CREATE TABLE event (id text PRIMARY KEY, capacity int, taken int NOT NULL DEFAULT 0);
CREATE TABLE rsvp (id bigserial PRIMARY KEY, event text NOT NULL, member text NOT NULL, UNIQUE (event, member));
CREATE TABLE outbox (id bigserial PRIMARY KEY, body text NOT NULL);
"""
RSVP = """
WITH seat AS (
    UPDATE event SET taken = taken + 1 WHERE id = %(event)s AND (capacity IS NULL OR taken < capacity) RETURNING id
), made AS (
    INSERT INTO rsvp (event, member) SELECT id, %(member)s FROM seat RETURNING id
)
INSERT INTO outbox (body) SELECT 'rsvp ' || id FROM made RETURNING id
"""


def main() -> None:
    url = sys.argv[1]
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)
    Server(app(url), bind("127.0.0.1", int(sys.argv[2]), "PORT"), threads=THREADS).start()
    print("it listens", flush=True)
    threading.Event().wait()


def app(url: str) -> Flask:
    made, kept = Flask("bare"), threading.local()

    def connection() -> psycopg.Connection[Any]:
        if not hasattr(kept, "connection"):
            kept.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        found: psycopg.Connection[Any] = kept.connection
        return found

    @made.post("/hello")
    def hello() -> dict[str, str]:
        return {"hello": request.get_json()["participant_id"]}

    @made.post("/events/<event>/rsvps")
    def rsvp(event: str) -> tuple[dict[str, Any], int]:
        member = request.get_json()["participant_id"]
        row = connection().execute(RSVP, {"event": event, "member": member}).fetchone()
        return ({"member": member, "status": "confirmed"}, 201) if row else ({"title": "full"}, 409)

    return made


if __name__ == "__main__":
    main()
