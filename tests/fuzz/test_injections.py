"""Every text a person may write, in everything that leaves the product: it stays the text that it is."""

import email
import io
import json
import os
import unicodedata
from collections import Counter
from collections.abc import Callable
from email.policy import default
from typing import Any

import pytest
import structlog
from icalendar import Calendar
from marshmallow import ValidationError

from shared import logs
from shared.http.schemas import clean
from tests.fuzz.campaign import SERVICES
from tests.fuzz.documents import operations
from tests.fuzz.stage import Outputs, parts, play
from tests.fuzz.verdict import Markup
from tests.fuzz.writable import REACHES, written_freely
from tests.support.corpus import LINES, PAYLOADS
from tests.support.product import TestProduct
from tests.support.sent_calendars import ALLOWED, WHEN_OPEN

HEADERS = {"from", "to", "subject", "date", "message-id", "content-language", "auto-submitted", "mime-version"}
HEADERS |= {"content-type", "reply-to", "list-unsubscribe", "list-unsubscribe-post", "received", "return-path"}
FIELDS = tuple(REACHES)
ROUNDS = int(os.environ.get("ROUNDS", "3"))  # each writes another payload into each field
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900 + 30 * ROUNDS)]


def mark(name: str) -> str:
    return f"q{FIELDS.index(name):02}z"


def longest(product: TestProduct) -> dict[str, int]:
    """The fields of all documents, each with the longest text it takes."""
    found: dict[str, int] = {}
    for service in SERVICES:
        for operation in operations(service, product.product.services[service].app):
            for name, length in written_freely(operation):
                found[name] = min(length, found.get(name, length))
    return found


def fits(text: str, length: int) -> str | None:
    """As much of a text as a field takes; None if it takes no such text at all, as routes refuse it."""
    try:
        return clean(text[:length], length)
    except ValidationError:
        return None


def mails_of(outputs: Outputs) -> list[Any]:
    return [email.message_from_bytes(mail, policy=default) for mail in outputs.mails]


def in_mails(outputs: Outputs) -> list[str]:
    """What is wrong with any mail, as a parser of mail reads it."""
    faults = []
    for raw, mail in zip(outputs.mails, mails_of(outputs), strict=True):
        names = Counter(name.lower() for name in mail)
        faults += [f"a header {name}" for name in set(names) - HEADERS]
        faults += [f"twice {name}" for name in ("to", "from", "subject", "reply-to") if names[name] > 1]
        if len(mail["to"].addresses) != 1 or not str(mail["to"].addresses[0].addr_spec).endswith("@example.org"):
            faults.append("not to one person")
        if b"\0" in raw or b"\r" in raw.replace(b"\r\n", b"") or mail.defects:
            faults.append("a broken line")
        if sorted(part.get_content_type() for part in mail.walk()) not in KINDS:
            faults.append("another part")
    for page in parts(mails_of(outputs), "text/html"):
        faults += Markup(page).running
    return faults


KINDS = [
    ["multipart/alternative", "text/html", "text/plain"],
    [
        "application/ics",
        "multipart/alternative",
        "multipart/mixed",
        "text/calendar",
        "text/html",
        "text/plain",
    ],
]


def in_calendars(texts: list[str]) -> list[str]:
    """What is wrong with any calendar file, as another library reads it."""
    faults = []
    for text in texts:
        calendar = Calendar.from_ical(text)
        components = Counter(part.name for part in calendar.walk())
        if components["VEVENT"] != 1 or set(components) - {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}:
            faults.append(f"components {dict(components)}")
        faults += [f"unreadable {part.errors}" for part in calendar.walk() if part.errors]
        for event in calendar.walk("VEVENT"):
            faults += [f"a property {name}" for name in set(event) - ALLOWED - WHEN_OPEN - {"LAST-MODIFIED"}]
            if isinstance(event.get("ATTENDEE"), list) or "evil" in str(event.get("ATTENDEE")):
                faults.append("another attendee")
    return faults


def in_texts(texts: list[str]) -> list[str]:
    """What is wrong with any SMS: what no phone shows, or another link than hers."""
    bad = [text for text in texts if {unicodedata.category(sign) for sign in text if sign != "\n"} & UNSHOWN]
    expanded = [text for text in texts if "60481729" in text or text.count("http://samling.test/") > 1]
    return ["a control character"] * len(bad) + ["an expanded placeholder"] * len(expanded)


UNSHOWN = {"Cc", "Cs", "Zl", "Zp"}


def in_pages(outputs: Outputs, plain: Outputs) -> list[str]:
    """What differs from the same pages with harmless texts: no other element, none of them with another attribute."""
    faults = []
    for name, page in outputs.pages.items():
        parsed = Markup(page)
        faults += [f"{name} holds {found}" for found in parsed.running]
        if parsed.tags != Markup(plain.pages[name]).tags:
            faults.append(f"{name} has other elements")
    return faults


def test_every_field_that_people_write_into_is_known(product: TestProduct) -> None:
    """A new field says here what it may reach; nothing of it is a file for spreadsheets, which has a test to come."""
    assert set(longest(product)) == set(REACHES)
    for service in SERVICES:
        for operation in operations(service, product.product.services[service].app):
            assert all("csv" not in kind for answer in operation.answers.values() for kind in answer)


def test_what_is_written_stays_text_wherever_it_comes_out(make_product: Callable[..., TestProduct]) -> None:
    plain_product = make_product()
    plain = play(plain_product, mark)
    words = plain.words()
    assert {name: {out for out, said in words.items() if mark(name) in said} for name in FIELDS} == REACHES
    most, pairs = longest(plain_product), 0
    product = make_product()
    for turn in range(ROUNDS):
        product.begin_anew()

        def written(name: str, turn: int = turn) -> str:
            nonlocal pairs
            payload = fits(PAYLOADS[(turn * 7 + FIELDS.index(name) * 11) % len(PAYLOADS)], most[name])
            pairs += payload is not None
            return payload or mark(name)

        outputs = play(product, written)
        faults = in_mails(outputs) + in_calendars(outputs.calendars) + in_texts(outputs.sms)
        faults += in_pages(outputs, plain)
        assert faults == [], f"round {turn}: {faults}"
        product.audit()
    assert pairs > 10 * ROUNDS


@pytest.mark.parametrize("text", LINES[:8])
def test_twin_a_mail_written_plainly_would_be_found(text: str) -> None:
    """A header as its text is, a part in which lines are not encoded: what our writer does not do."""
    raw = f"From: a@example.org\r\nTo: b@example.org\r\nSubject: {text}\r\n\r\nHei\r\n"
    good = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: a\r\nContent-Type: text/plain\r\n\r\nHei\r\n"
    assert set(in_mails(Outputs(mails=[good]))) == {"another part"}
    assert set(in_mails(Outputs(mails=[raw.encode()]))) > {"another part"} or not {"\r", "\n"} & set(text)


@pytest.mark.parametrize("text", ["a\r\nATTENDEE:mailto:evil@example.org", "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:e"])
def test_twin_a_calendar_written_plainly_would_be_found(text: str) -> None:
    whole = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert in_calendars([whole.format("a")]) == []
    assert in_calendars([whole.format(text)])


def test_twin_a_text_written_plainly_would_be_found() -> None:
    assert in_texts(["Hei http://samling.test/p/1"]) == []
    assert in_texts(["Hei {link} http://samling.test/p/1".format(link="http://samling.test/p/1")])
    assert in_texts(["a\u2028b"])


def test_twin_a_page_with_somebody_elses_elements_would_be_found() -> None:
    plain = Outputs(pages={"event": "<p>a</p>"})
    assert in_pages(Outputs(pages={"event": "<p>&lt;b&gt;</p>"}), plain) == []
    assert in_pages(Outputs(pages={"event": "<p><b>a</b></p>"}), plain)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_log_line_is_one_object_whatever_is_logged(text: str) -> None:
    out = io.StringIO()
    log = structlog.wrap_logger(structlog.WriteLogger(out), processors=logs.processors())
    log.info(text, detail=text, deep=[{text: text}])
    assert isinstance(one_line_of(out), dict)


@pytest.mark.parametrize("text", ["a\x85b", "a\u2028b"])
def test_twin_a_log_that_escapes_no_letters_would_break(text: str) -> None:
    out = io.StringIO()
    careless = [structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.wrap_logger(structlog.WriteLogger(out), processors=careless).info("a", detail=text)
    with pytest.raises(AssertionError):
        one_line_of(out)


def one_line_of(out: io.StringIO) -> Any:
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])
