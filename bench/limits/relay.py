"""The least that an outbox costs: `python -m bench.limits.relay DATABASE_URL BROKER_URL QUEUE`.

It listens, takes what lies in the outbox, publishes it with a window of confirms, and only then lets it go.
"""

import sys

import amqp
import psycopg
from kombu.utils.url import parse_url

TABLES = """
CREATE TABLE check_in (number bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE outbox (position bigserial PRIMARY KEY, body text NOT NULL);
"""
CHECK_IN = """
WITH one AS (INSERT INTO check_in (number) VALUES (%s)), two AS (INSERT INTO outbox (body) VALUES (%s))
SELECT pg_notify('outbox', '')
"""
TAKE = """
DELETE FROM outbox WHERE position IN (SELECT position FROM outbox ORDER BY position LIMIT 500) RETURNING position, body
"""


def main() -> None:
    database, broker, queue = sys.argv[1:]
    at = parse_url(broker)
    connection = amqp.Connection(
        f"{at['hostname']}:{at['port']}", at["userid"], at["password"], virtual_host=at["virtual_host"]
    )
    connection.connect()
    channel = connection.channel()
    channel.confirm_select()
    open_tags: set[int] = set()

    def confirmed(tag: int, multiple: bool) -> None:
        open_tags.difference_update({one for one in open_tags if one <= tag} if multiple else {tag})

    channel.events["basic_ack"].add(confirmed)
    listening = psycopg.connect(database, autocommit=True)
    listening.execute("LISTEN outbox")
    print("ready", flush=True)
    sent = 0
    with psycopg.connect(database) as kept:
        while True:
            with kept.transaction():
                rows = sorted(kept.execute(TAKE).fetchall())
                for _, body in rows:
                    sent += 1
                    open_tags.add(sent)
                    channel.basic_publish(amqp.Message(body, delivery_mode=2), routing_key=queue)
                while open_tags:
                    connection.drain_events()
            if not rows:
                list(listening.notifies(timeout=1, stop_after=1))


if __name__ == "__main__":
    main()
