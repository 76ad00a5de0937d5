"""The mail client against a real SMTP server."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from services.notifications.channels.email import Smtp, SmtpAddress
from services.notifications.channels.outcome import Kind
from shared.settings import Unusable

MAIL = b"Subject: Hei\r\n\r\n.Et punktum\r\n"


class PostOffice:
    """Answers as it is told, and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.rcpt = "250 OK"
        self.data = "250 OK"
        self.drop = False
        self.pipelines = False
        self.connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelines else responses

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.drop:
            server.transport.abort()  # type: ignore[union-attr]
        return self.data


@pytest.fixture(params=[False, True], ids=["in turn", "pipelined"])
def office(request: pytest.FixtureRequest) -> Iterator[tuple[PostOffice, int]]:
    handler = PostOffice()
    handler.pipelines = request.param
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def smtp(office: tuple[PostOffice, int]) -> Iterator[Smtp]:
    client = Smtp(SmtpAddress.parse(f"smtp://127.0.0.1:{office[1]}/?tls=none"), "post@example.org", timeout=5)
    yield client
    client.close()


def test_many_mails_go_over_one_connection_each_to_one_recipient(smtp: Smtp, office: tuple[PostOffice, int]) -> None:
    for name in ("amina", "sara", "leila"):
        assert smtp.send(f"{name}@example.org", MAIL).kind is Kind.ACCEPTED
    assert office[0].connections == 1
    assert [(sender, to) for sender, to, _ in office[0].taken] == [
        ("post@example.org", [f"{name}@example.org"]) for name in ("amina", "sara", "leila")
    ]
    assert {content for _, _, content in office[0].taken} == {MAIL}


def test_the_next_envelope_may_travel_ahead_and_each_mail_still_goes_to_its_own_recipient(
    smtp: Smtp, office: tuple[PostOffice, int]
) -> None:
    names = [f"{name}@example.org" for name in ("amina", "sara", "leila")]
    for to, then in zip(names, [*names[1:], None], strict=True):
        assert smtp.send(to, MAIL, then).kind is Kind.ACCEPTED
    assert [to for _, to, _ in office[0].taken] == [[name] for name in names]
    assert office[0].connections == 1


def test_who_was_expected_next_and_did_not_come_gets_nobody_elses_mail(
    smtp: Smtp, office: tuple[PostOffice, int]
) -> None:
    assert smtp.send("amina@example.org", MAIL, "sara@example.org").kind is Kind.ACCEPTED
    assert smtp.send("leila@example.org", MAIL).kind is Kind.ACCEPTED
    assert [to for _, to, _ in office[0].taken] == [["amina@example.org"], ["leila@example.org"]]


def test_a_refused_mail_takes_the_next_with_it_in_no_way(smtp: Smtp, office: tuple[PostOffice, int]) -> None:
    office[0].data = "554 no"
    assert smtp.send("amina@example.org", MAIL, "sara@example.org").kind is Kind.REFUSED
    office[0].data = "250 OK"
    assert smtp.send("sara@example.org", MAIL, "leila@example.org").kind is Kind.ACCEPTED
    assert smtp.send("leila@example.org", MAIL).kind is Kind.ACCEPTED
    assert [to for _, to, _ in office[0].taken] == [[f"{name}@example.org"] for name in ("amina", "sara", "leila")]


def test_a_connection_lost_behind_one_mail_leaves_the_next_untold_and_it_is_sent(
    smtp: Smtp, office: tuple[PostOffice, int]
) -> None:
    office[0].drop = True
    assert smtp.send("amina@example.org", MAIL, "sara@example.org").kind is Kind.UNKNOWN
    office[0].drop = False
    assert smtp.send("sara@example.org", MAIL).kind is Kind.ACCEPTED
    assert [to for _, to, _ in office[0].taken] == [["amina@example.org"], ["sara@example.org"]]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("550 no such user", Kind.REFUSED), ("452 mailbox full", Kind.LATER), ("250 OK", Kind.ACCEPTED)],
)
def test_what_a_refused_recipient_means(smtp: Smtp, office: tuple[PostOffice, int], answer: str, kind: Kind) -> None:
    office[0].rcpt = answer
    assert smtp.send("amina@example.org", MAIL).kind is kind
    office[0].rcpt = "250 OK"
    assert smtp.send("amina@example.org", MAIL).kind is Kind.ACCEPTED


@pytest.mark.parametrize(("answer", "kind"), [("554 no", Kind.REFUSED), ("451 busy", Kind.LATER)])
def test_what_refused_content_means(smtp: Smtp, office: tuple[PostOffice, int], answer: str, kind: Kind) -> None:
    office[0].data = answer
    assert smtp.send("amina@example.org", MAIL).kind is kind


def test_a_connection_lost_after_the_content_leaves_it_unknown(smtp: Smtp, office: tuple[PostOffice, int]) -> None:
    office[0].drop = True
    assert smtp.send("amina@example.org", MAIL).kind is Kind.UNKNOWN
    assert len(office[0].taken) == 1
    office[0].drop = False
    assert smtp.send("amina@example.org", MAIL).kind is Kind.ACCEPTED


def test_a_server_that_is_not_there_has_surely_taken_nothing() -> None:
    client = Smtp(SmtpAddress.parse("smtp://127.0.0.1:9"), "post@example.org", timeout=1)
    assert client.send("amina@example.org", MAIL).kind is Kind.LATER
    client.close()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:8025/?tls=none", ("127.0.0.1", 8025, None, None, "none")),
        (
            "smtp://us%40er:p%3Ass@mail.example.org/?tls=starttls",
            ("mail.example.org", 587, "us@er", "p:ss", "starttls"),
        ),
        ("smtp://mail.example.org/?tls=implicit", ("mail.example.org", 465, None, None, "implicit")),
    ],
)
def test_the_address_says_where_and_how(url: str, expected: tuple[Any, ...]) -> None:
    address = SmtpAddress.parse(url)
    assert (address.host, address.port, address.user, address.password, address.tls) == expected


@pytest.mark.parametrize(
    "url", ["http://x.example.org", "smtp:///?tls=none", "smtp://x.example.org:port/", "smtp://x/?tls=some"]
)
def test_a_malformed_address_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(Unusable) as refused:
        SmtpAddress.parse(url)
    assert url not in str(refused.value)
