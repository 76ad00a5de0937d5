from email.message import EmailMessage

from services.sandbox.operations.store_mail import store_mail
from services.sandbox.sms import Direction
from tests.services.sandbox.box import Box

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
METHOD:REQUEST
BEGIN:VEVENT
UID:u1@example.org
DTSTAMP:20270104T110000Z
DTSTART:20270112T160000Z
SUMMARY:Samling \\, <b>أهلا</b>
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_a_mail_is_shown_with_its_text_links_and_calendar_file(box: Box) -> None:
    mail_id = _arrives(box, _invitation())
    listed = box.client.get("/sandbox/mail").text
    assert f"/sandbox/mail/{mail_id}" in listed
    assert "calendar REQUEST" in listed
    page = box.client.get(f"/sandbox/mail/{mail_id}").text
    assert "Kommer du?" in page
    assert '<a href="https://s.example.org/p/abc" rel="noopener noreferrer">' in page
    assert '<th scope="row">UID</th><td dir="auto">u1@example.org</td>' in page
    assert "<b>" not in page
    download = box.client.get(f"/sandbox/mail/{mail_id}/calendar/0.ics")
    assert download.data.decode() == CALENDAR
    assert download.headers["Content-Disposition"].startswith("attachment")


def test_the_whole_mail_can_be_downloaded_but_never_runs(box: Box) -> None:
    raw = (
        b"Subject: x\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><a href='https://s.example.org/'>x</a>"
    )
    mail_id = _arrives(box, raw)
    page = box.client.get(f"/sandbox/mail/{mail_id}").text
    assert "<script" not in page
    assert 'href="https://s.example.org/"' in page
    whole = box.client.get(f"/sandbox/mail/{mail_id}/raw")
    assert (whole.data, whole.mimetype) == (raw, "message/rfc822")
    assert whole.headers["Content-Disposition"].startswith("attachment")


def test_a_mail_or_file_that_is_not_there_is_not_found(box: Box) -> None:
    mail_id = _arrives(box, b"Subject: x\r\n\r\nno file")
    for path in ("none", "none/raw", f"{mail_id}/calendar/0.ics"):
        assert box.client.get(f"/sandbox/mail/{path}").status_code == 404


def _invitation() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Samling – أهلا", "Kvinnenett <x@example.org>", "ada@example.org"
    mail.set_content("Kommer du? https://s.example.org/p/abc\n")
    mail.add_attachment(CALENDAR.encode(), maintype="text", subtype="calendar", params={"method": "REQUEST"})
    return mail.as_bytes()


def _arrives(box: Box, raw: bytes) -> str:
    with box.transaction() as tx:
        mail = store_mail(
            tx,
            direction=Direction.OUT,
            envelope_from="x@example.org",
            envelope_to=["ada@example.org"],
            content=raw,
        )
    return mail.id
