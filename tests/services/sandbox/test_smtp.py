import smtplib
import socket
from collections.abc import Callable, Iterator

import pytest

from services.sandbox.smtp import SmtpServer
from tests.services.sandbox.box import Box

RAW = "Subject: Hei\r\nMessage-ID: <n1@example.org>\r\n\r\nأهلا.\r\n.dot\r\n".encode()
FROM, TO = "samling@example.org", "Ada@example.org"


@pytest.fixture
def box(make_box: Callable[..., Box]) -> Box:
    """One of its own: a mail server stops when its sandbox is closed."""
    return make_box()


@pytest.fixture
def server(box: Box) -> SmtpServer:
    return box.sandbox.open_smtp(0)


@pytest.fixture
def client(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as made:
        yield made


def test_a_mail_is_kept_to_the_byte_with_its_envelope(box: Box, client: smtplib.SMTP) -> None:
    client.sendmail(FROM, [TO, "bo@example.org"], RAW)
    [item] = box.client.get("/sandbox/api/mail?to=ada@example.org").json["items"]
    assert item["raw"].encode() == RAW
    assert (item["envelope_from"], item["envelope_to"]) == (FROM, [TO, "bo@example.org"])
    assert (item["direction"], item["at"]) == ("out", "2027-01-04T11:00:00+00:00")


def test_bytes_of_no_known_charset_are_kept(box: Box, client: smtplib.SMTP) -> None:
    client.sendmail(FROM, [TO], b"Subject: x\r\n\r\n\xe5\xff\r\n")
    [item] = box.client.get("/sandbox/api/mail").json["items"]
    assert item["raw"].encode("latin-1") == b"Subject: x\r\n\r\n\xe5\xff\r\n"


@pytest.mark.slow
def test_one_connection_carries_many_mails(box: Box, client: smtplib.SMTP) -> None:
    for _ in range(5):
        client.sendmail(FROM, [TO], RAW)
    assert _kept(box) == 5


@pytest.mark.parametrize(("name", "code"), [("refuse", 550), ("defer", 451)])
def test_a_recipient_is_refused_and_nothing_is_kept(box: Box, client: smtplib.SMTP, name: str, code: int) -> None:
    box.weather(smtp={name: 1})
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail(FROM, [TO], RAW)
    assert refused.value.recipients[TO][0] == code
    assert _kept(box) == 0
    box.weather()
    client.sendmail(FROM, [TO], RAW)
    assert _kept(box) == 1


@pytest.mark.parametrize(("name", "kept"), [("drop_before_data", 0), ("drop_after_data", 1)])
def test_the_connection_is_dropped_around_data(box: Box, client: smtplib.SMTP, name: str, kept: int) -> None:
    box.weather(smtp={name: 1})
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail(FROM, [TO], RAW)
    assert _kept(box) == kept


def test_a_slow_server_answers_in_the_end(box: Box, client: smtplib.SMTP) -> None:
    box.weather(smtp={"slow": 1, "slow_seconds": 0})
    client.sendmail(FROM, [TO], RAW)
    assert _kept(box) == 1


def test_closing_the_sandbox_stops_the_mail_server(box: Box, server: SmtpServer) -> None:
    box.service.close()
    box.service.close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_a_taken_port_is_said_at_the_start(box: Box, server: SmtpServer) -> None:
    with pytest.raises(OSError):
        box.sandbox.open_smtp(server.port)


def _kept(box: Box) -> int:
    return len(box.client.get("/sandbox/api/mail").json["items"])
