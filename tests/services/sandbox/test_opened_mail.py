from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.opened_mail import open_mail

HEADS = st.sampled_from(
    [
        b"",
        b"Subject: =?utf-8?q?\xff?=\r\n",
        b"From: <\r\nTo: @,;\r\n",
        b"Content-Type: text/plain; charset=nonsense\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: text/calendar; charset=utf-8\r\n",
        b"Content-Type: text/html\r\n",
    ]
)


@given(st.lists(HEADS, max_size=4), st.binary())
def test_no_mail_is_too_strange_to_open(heads: list[bytes], body: bytes) -> None:
    opened = open_mail(b"".join(heads) + b"\r\n" + body)
    assert all(link.lower().startswith(("http://", "https://")) for link in opened.links)


def test_a_calendar_file_that_is_none_is_said_so() -> None:
    [calendar] = open_mail(b"Content-Type: text/calendar\r\n\r\nBEGIN:NOTHING").calendars
    assert (calendar.method, calendar.events) == ("not a calendar file", [])


def test_a_mail_of_html_alone_is_read_by_its_words() -> None:
    opened = open_mail(b"Content-Type: text/html\r\n\r\n<p>Hei <b>Ada</b> <a href='javascript:x'>y</a></p>")
    assert opened.text == "Hei Ada y"
    assert opened.links == []
