"""The limit of a fan-out: rows by one statement, messages in windows of confirms, mails spliced and pipelined.

`worker DATABASE BROKER SMTP_PORT` prints a line when it consumes. `publisher DATABASE BROKER GATHERING` waits for a
line, and ends when every message is confirmed. Together they are a few lines that promise nothing but at-least-once.
"""

import re
import socket
import sys
from email.message import EmailMessage
from typing import Any

import pika
import psycopg

QUEUE = "limit"
WINDOW, UNCONFIRMED, PREFETCH = 200, 1000, 400
SCHEMA = """
CREATE TABLE member (id bigint PRIMARY KEY, network int NOT NULL, name text NOT NULL, email text NOT NULL);
CREATE INDEX ON member (network);
CREATE TABLE delivery (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gathering int NOT NULL,
    member bigint NOT NULL, state text NOT NULL DEFAULT 'due', sent_at timestamptz, UNIQUE (gathering, member));
"""
MEMBERS = """
INSERT INTO member SELECT %(network)s::bigint * 10000000 + n, %(network)s::int, 'Person ' || n,
    'p' || n || '@example.org'
FROM generate_series(1, %(people)s::int) n
"""
ISSUE = "INSERT INTO delivery (gathering, member) SELECT %(g)s::int, id FROM member WHERE network = %(g)s::int"
READ = "SELECT d.id, m.name, m.email FROM delivery d JOIN member m ON m.id = d.member WHERE d.gathering = %s"
SENT = "UPDATE delivery SET state = 'sent', sent_at = now() WHERE id = ANY(%s)"
ICS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//limit//EN\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:gathering@example.org\r
DTSTAMP:20270101T120000Z\r
DTSTART:20270309T160000Z\r
DTEND:20270309T180000Z\r
SUMMARY:Gathering\r
ORGANIZER:mailto:samling@example.org\r
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:xxaddressxx\r
END:VEVENT\r
END:VCALENDAR\r
"""


def skeleton() -> list[bytes]:
    """A mail as text, HTML and calendar file, cut where name and address belong."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "samling@example.org", "xxaddressxx", "Invitation"
    mail["Message-ID"] = "<xxidxx@example.org>"
    mail.set_content("Dear xxnamexx, welcome to our gathering.\n\n" + "A line of some words about it.\n" * 12)
    mail.add_alternative("<p>Dear xxnamexx, welcome.</p>" + "<p>A line of words about it.</p>\n" * 12, subtype="html")
    mail.add_attachment(ICS, subtype="calendar", filename="invite.ics", cte="8bit")
    return re.split(rb"xx(address|name|id)xx", mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


class Post:
    """Hands over a window of mails on one kept connection without waiting between them."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._answers = self._socket.makefile("rb")
        self._socket.sendall(b"EHLO limit\r\n")
        while not self._answers.readline().startswith(b"250 "):
            pass
        self._pieces = skeleton()

    def send(self, window: list[list[bytes]]) -> None:
        for number, name, address in window:
            values = {b"address": address, b"name": name, b"id": number}
            mail = b"".join([values.get(piece, piece) for piece in self._pieces])
            start = b"MAIL FROM:<samling@example.org>\r\nRCPT TO:<" + address + b">\r\nDATA\r\n"
            self._socket.sendall(start + mail + b"\r\n.\r\n")
        for _ in range(4 * len(window)):
            if self._answers.readline()[:1] not in b"23":
                raise ConnectionError("a mail was refused")


def work(database: str, broker: str, port: str) -> None:
    rows = psycopg.connect(database, autocommit=True)
    post = Post(int(port))
    window: list[list[bytes]] = []
    tag = 0
    channel: Any = None

    def flush() -> None:
        if window:
            post.send(window)
            rows.execute(SENT, ([int(number) for number, _, _ in window],))
            window.clear()
            channel.basic_ack(tag, multiple=True)

    def arrived(_channel: Any, method: Any, _properties: Any, body: bytes) -> None:
        nonlocal tag
        tag = method.delivery_tag
        window.append(body.split(b"\t"))
        if len(window) == WINDOW:
            flush()
        elif len(window) == 1:
            connection.ioloop.call_later(0.005, flush)

    def opened(opened: Any) -> None:
        nonlocal channel
        channel = opened
        channel.basic_qos(prefetch_count=PREFETCH)
        channel.basic_consume(QUEUE, arrived, callback=lambda _frame: print("consumes", flush=True))

    connection = _connection(broker, opened)
    connection.ioloop.start()


def publish(database: str, broker: str, gathering: str) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    with psycopg.connect(database) as issuing:
        issuing.execute(ISSUE, {"g": int(gathering)})
    rows = psycopg.connect(database).cursor("rows")
    rows.itersize = UNCONFIRMED
    under_way: set[int] = set()
    last = 0
    channel: Any = None
    properties = pika.BasicProperties(delivery_mode=2)

    def fill() -> None:
        nonlocal last
        while len(under_way) < UNCONFIRMED:
            row = next(source, None)
            if row is None:
                if not under_way:
                    connection.close()
                return
            last += 1
            under_way.add(last)
            body = f"{row[0]}\t{row[1]}\t{row[2]}".encode()
            channel.basic_publish(exchange="", routing_key=QUEUE, body=body, properties=properties)

    def confirmed(frame: Any) -> None:
        if frame.method.multiple:
            under_way.difference_update([tag for tag in under_way if tag <= frame.method.delivery_tag])
        else:
            under_way.discard(frame.method.delivery_tag)
        if len(under_way) < UNCONFIRMED // 2:
            fill()

    def opened(opened: Any) -> None:
        nonlocal channel
        channel = opened
        channel.confirm_delivery(confirmed, callback=lambda _frame: fill())

    rows.execute(READ, (int(gathering),))
    source = iter(rows)
    connection = _connection(broker, opened)
    connection.ioloop.start()


def _connection(broker: str, opened: Any) -> Any:
    return pika.SelectConnection(
        pika.URLParameters(broker),
        on_open_callback=lambda connection: connection.channel(on_open_callback=opened),
        on_close_callback=lambda connection, _reason: connection.ioloop.stop(),
    )


if __name__ == "__main__":
    {"worker": work, "publisher": publish}[sys.argv[1]](*sys.argv[2:])
