"""An invitation by mail as a task commonly does it: reads its row, renders, opens an SMTP session, marks the row.

The tables are those of the limit. What is asked of a peer enters by PEER_DATABASE, PEER_BROKER and PEER_SMTP_PORT.
"""

import os
import smtplib
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import psycopg
from icalendar import Calendar, Event, vCalAddress
from jinja2 import Environment

BROKER = os.environ.get("PEER_BROKER", "")
READ = "SELECT m.name, m.email FROM delivery d JOIN member m ON m.id = d.member WHERE d.id = %s"
MARK = "UPDATE delivery SET state = 'sent', sent_at = now() WHERE id = %s"
ISSUE = """
INSERT INTO delivery (gathering, member) SELECT network, id FROM member WHERE network = %s RETURNING id
"""
TEMPLATES = Environment(autoescape=True)
TEXT = TEMPLATES.from_string("Dear {{ name }}, welcome to our gathering.\n\n" + "A line of some words about it.\n" * 12)
HTML = TEMPLATES.from_string("<p>Dear {{ name }}, welcome.</p>" + "<p>A line of words about it.</p>\n" * 12)
_kept = threading.local()


def invite(number: int) -> None:
    """All that one invitation needs."""
    row = _database().execute(READ, (number,)).fetchone()
    assert row
    mail = rendered(number, *row)
    with smtplib.SMTP("127.0.0.1", int(os.environ["PEER_SMTP_PORT"])) as session:
        session.send_message(mail)
    _database().execute(MARK, (number,))


def rendered(number: int, name: str, address: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "samling@example.org", address, "Invitation"
    mail["Message-ID"] = f"<{number}@example.org>"
    mail.set_content(TEXT.render(name=name))
    mail.add_alternative(HTML.render(name=name), subtype="html")
    mail.add_attachment(calendar(address), subtype="calendar", filename="invite.ics")
    return mail


def calendar(address: str) -> str:
    event = Event()
    event.add("uid", "gathering@example.org")
    event.add("dtstamp", datetime(2027, 1, 1, 12, tzinfo=UTC))
    event.add("dtstart", datetime(2027, 3, 9, 16, tzinfo=UTC))
    event.add("dtend", datetime(2027, 3, 9, 18, tzinfo=UTC))
    event.add("summary", "Gathering")
    event.add("organizer", vCalAddress("mailto:samling@example.org"))
    event.add("attendee", vCalAddress(f"mailto:{address}"), parameters={"PARTSTAT": "NEEDS-ACTION"})
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//peer//EN")
    whole.add("method", "REQUEST")
    whole.add_component(event)
    text: str = whole.to_ical().decode()
    return text


def publish(send: Callable[[int], Any]) -> None:
    """Waits for a line that names a network, stores a row for each of its members and sends a task for each row."""
    print("ready", flush=True)
    for line in sys.stdin:
        for (number,) in _database().execute(ISSUE, (int(line),)).fetchall():
            send(number)


def _database() -> psycopg.Connection[Any]:
    if not hasattr(_kept, "connection"):
        _kept.connection = psycopg.connect(os.environ["PEER_DATABASE"], autocommit=True)
    connection: psycopg.Connection[Any] = _kept.connection
    return connection
