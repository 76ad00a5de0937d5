"""A mail joined from bytes, read back by the standard library: one recipient, no defect, nothing added."""

from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import escape
from urllib.parse import unquote

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.channels.mail_headers import clean
from services.notifications.channels.mime import MailSkeleton, MailText, Recipient
from shared.icalendar import skeleton, write
from shared.problems import Invalid
from shared.safe_text import one_line, paragraphs
from tests.support.calendar_texts import HOSTILE, addresses, an_event, events, links, texts

NOW = datetime(2027, 1, 2, 8, tzinfo=UTC)
SENDER = ("post@example.org", "The network")
SLOTS = frozenset({"link", "name"})
MAIL = MailText("Språkkafé", "Hi {name}\nAnswer: {link}\n{other}", '<p>Hi {name}</p><a href="{link}">Answer</a>', "nb")
ADA = Recipient(
    "ntf_1",
    "ada@example.org",
    "Ada",
    NOW,
    "reply+1@example.org",
    {"name": "Ada", "link": "https://example.org/p/1?a=1&b=2"},
    "https://example.org/p/1",
    "https://example.org/stop/1",
)
ALWAYS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
OPTIONAL = {"Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"}


def invitation(mail: MailText = MAIL) -> MailSkeleton:
    return MailSkeleton.of(mail, sender=SENDER, slots=SLOTS, calendar=skeleton("REQUEST", an_event()))


def read(raw: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.SMTP).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert not part.defects
        assert not [value.defects for value in part.values() if value.defects]
        part.get_content() if not part.is_multipart() else None
        assert not part.defects
    return message


def assert_well_formed(raw: bytes) -> None:
    assert raw.isascii()
    assert b"\0" not in raw
    without = raw.replace(b"\r\n", b"")
    assert b"\r" not in without
    assert b"\n" not in without
    headers, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, headers.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 90
    bodies = [line for line in body.split(b"\r\n") if b":" not in line and b"=_" not in line]
    assert max(map(len, bodies)) <= 76


def kinds(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_an_invitation_has_the_parts_calendars_look_for() -> None:
    message = read(invitation().fill(ADA))
    assert kinds(message) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    mixed = list(message.iter_parts())
    calendar = list(mixed[0].iter_parts())[2]
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST", "component": "VEVENT"}
    assert mixed[1].get_filename() == "invite.ics"
    assert mixed[1].get_content_disposition() == "attachment"
    assert mixed[1].get_content() == calendar.get_content().encode()


def test_its_calendar_is_the_file_written_whole_for_this_person() -> None:
    event = an_event()
    assert event.attendee is not None
    whole = replace(event, organizer=(ADA.reply_to, "The network"), url=ADA.url, dtstamp=NOW)
    attached = list(read(invitation().fill(ADA)).iter_attachments())[-1]
    assert attached.get_content().decode() == write("REQUEST", [whole])


def test_a_mail_without_calendar_is_text_and_html_only() -> None:
    raw = MailSkeleton.of(MAIL, sender=SENDER, slots=SLOTS).fill(ADA)
    assert_well_formed(raw)
    assert kinds(read(raw)) == ["multipart/alternative", "text/plain", "text/html"]


def test_a_cancellation_says_so_to_the_mail_program_too() -> None:
    calendar = skeleton("CANCEL", an_event())
    raw = MailSkeleton.of(MAIL, sender=SENDER, slots=SLOTS, calendar=calendar, method="CANCEL").fill(ADA)
    part = next(part for part in read(raw).walk() if part.get_content_type() == "text/calendar")
    assert part["Content-Type"].params["method"] == "CANCEL"
    assert "METHOD:CANCEL" in part.get_content()


def test_headers_say_who_when_and_how_to_stop() -> None:
    message = read(invitation().fill(ADA))
    assert set(message.keys()) == ALWAYS | OPTIONAL
    assert message["Message-ID"] == "<ntf_1@example.org>"
    assert message["Date"].datetime == NOW
    assert message["From"].addresses[0].addr_spec == "post@example.org"
    assert message["Reply-To"].addresses[0].addr_spec == "reply+1@example.org"
    assert message["List-Unsubscribe"] == "<https://example.org/stop/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nb"


def test_optional_headers_are_left_out() -> None:
    message = read(invitation().fill(Recipient("ntf_1", "ada@example.org", None, NOW, values=ADA.values)))
    assert set(message.keys()) == ALWAYS
    assert message["To"] == "ada@example.org"


def test_the_same_mail_is_the_same_bytes() -> None:
    assert invitation().fill(ADA) == invitation().fill(replace(ADA))


def test_values_are_escaped_as_each_part_needs() -> None:
    nasty = replace(ADA, values={"name": "<b>{link}</b>\r\n&", "link": 'https://example.org/"onclick="x'})
    message = read(invitation().fill(nasty))
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert text.splitlines() == ["Hi <b>{link}</b> &", 'Answer: https://example.org/"onclick="x', "{other}"]
    assert "Hi &lt;b&gt;{link}&lt;/b&gt; &amp;</p>" in html
    assert 'href="https://example.org/&quot;onclick=&quot;x"' in html


def test_a_slot_without_value_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        invitation().fill(replace(ADA, values={}))


@settings(deadline=None)
@given(texts, texts, texts, texts, texts, addresses, links)
def test_whatever_people_write_the_mail_holds_just_that(
    subject: str, text: str, html: str, name: str, value: str, address: str, link: str
) -> None:
    mail = MailText(subject, text + "{name}", html + "{name}", "ti")
    raw = invitation(mail).fill(
        replace(ADA, address=address, name=name, values={"name": value, "link": link}, url=link, unsubscribe=link)
    )
    assert_well_formed(raw)
    message = read(raw)
    assert set(message.keys()) == ALWAYS | OPTIONAL
    assert len(message.keys()) == len(set(message.keys()))
    assert message["Subject"] == clean(subject)
    (to,) = message["To"].addresses
    assert to.addr_spec == address
    # The library keeps the fold between two encoded words of a name as a space.
    assert to.display_name.replace(" ", "") == clean(name).replace(" ", "")
    plain, rich, calendar = (part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    assert plain == crlf(text) + one_line(value)
    assert rich == crlf(html) + escape(one_line(value))
    (event,) = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    assert unquote(event["ATTENDEE"]) == f"mailto:{address}"


def crlf(text: str) -> str:
    return paragraphs(text).replace("\n", "\r\n")


@settings(deadline=None)
@given(events(), st.sampled_from(["REQUEST", "CANCEL"]))
def test_any_event_travels_whole(event: object, method: str) -> None:
    calendar = skeleton(method, event)  # type: ignore[arg-type]
    raw = MailSkeleton.of(MAIL, sender=SENDER, slots=SLOTS, calendar=calendar, method=method).fill(ADA)  # type: ignore[arg-type]
    assert_well_formed(raw)
    attached = list(read(raw).iter_attachments())[-1].get_content()
    assert attached.startswith(b"BEGIN:VCALENDAR\r\nMETHOD:" + method.encode())
    assert attached.endswith(b"END:VCALENDAR\r\n")


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["notification", "address", "reply_to", "url", "unsubscribe"])
def test_what_cannot_be_escaped_is_refused(field: str, hostile: str) -> None:
    with pytest.raises(Invalid):
        invitation().fill(replace(ADA, **{field: hostile}))  # type: ignore[arg-type]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_sender_and_language_are_checked_once(hostile: str) -> None:
    with pytest.raises(Invalid):
        MailSkeleton.of(MAIL, sender=(hostile, None))
    with pytest.raises(Invalid):
        MailSkeleton.of(replace(MAIL, language=hostile), sender=SENDER)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_sender_name_or_subject_adds_no_header(hostile: str) -> None:
    mail = MailSkeleton.of(replace(MAIL, subject=hostile), sender=(SENDER[0], hostile), slots=SLOTS)
    message = read(mail.fill(ADA))
    assert set(message.keys()) == ALWAYS | OPTIONAL
    assert len(message["From"].addresses) == 1
    assert message["Subject"] == clean(hostile)
