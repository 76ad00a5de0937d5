"""Keeps the attendance that Samling tells a partner over AMQP in a SQLite file.

python attendance_subscriber.py "$URL" attendance.sqlite3        (URL as POST …/partners/{id}/amqp answered it)
"""

import json
import logging
import sqlite3
import sys
import time

import pika
from pika.exceptions import AMQPError

TABLES = """
CREATE TABLE IF NOT EXISTS attendance (id TEXT PRIMARY KEY, revision INTEGER, type TEXT, data TEXT);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER, cursor TEXT)"""
UPSERT = """INSERT INTO attendance VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
SET revision = excluded.revision, type = excluded.type, data = excluded.data WHERE excluded.revision > revision"""


def store(kept: sqlite3.Connection, message: dict) -> None:
    """Counts by id and revision: the same message again, or an older one that comes late, changes nothing."""
    data, sequence = message["data"], int(message["sequence"])
    with kept:  # one transaction
        kept.execute(UPSERT, (data["id"], data["revision"], message["type"], json.dumps(data)))
        before, cursor = kept.execute("SELECT sequence, cursor FROM place").fetchone() or (0, None)
        if sequence > before + 1:  # the queue was full: the oldest messages fell out of it
            after = f"?after={cursor}" if cursor else ""
            logging.warning("missed %d messages: GET /api/partners/v1/attendance%s", sequence - before - 1, after)
        if sequence > before:
            kept.execute("REPLACE INTO place VALUES (1, ?, ?)", (sequence, message["cursor"]))


def listen(url: str, kept: sqlite3.Connection) -> None:
    """Takes messages until the connection ends; what was not acknowledged comes again."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=100)
        for method, _properties, body in channel.consume("attendance"):
            store(kept, json.loads(body))
            channel.basic_ack(method.delivery_tag)  # only now may the broker forget it


if __name__ == "__main__":
    kept = sqlite3.connect(sys.argv[2])
    kept.executescript(TABLES)
    while True:
        try:
            listen(sys.argv[1], kept)
        except (AMQPError, OSError) as error:
            logging.warning("%s: connecting again", type(error).__name__)
            time.sleep(2)
