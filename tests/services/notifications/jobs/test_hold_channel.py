"""A channel that may not send keeps what it owes, and sends it once it may."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.notifications import service
from services.notifications.settings import (
    CHANNEL_OFF,
    NO_PUBLIC_ADDRESS,
    Settings,
    on_loopback,
    why_email_waits,
    why_sms_waits,
)
from tests.services.notifications.outbound import Outbound
from tests.support.one_service import OneService

ACCOUNT = {"twilio_account_sid": "AC1", "twilio_auth_token": "secret", "twilio_from": "+447700900999"}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Outbound]]:
    made: list[Outbound] = []

    def build(**options: Any) -> Outbound:
        for earlier in made:
            earlier.service.close()
        made[:] = [Outbound(tmp_path, **options)]
        return made[0]

    yield build
    for last in made:
        last.service.close()


@pytest.mark.slow
def test_unset_channels_hold_what_is_due_and_say_why(make: Callable[..., Outbound]) -> None:
    off = make(fakes=False)
    off.ready_to_invite()
    off.invite()
    assert {(row.state, row.reason) for row in off.owed()} == {("held", CHANNEL_OFF)}
    assert off.service.app.test_client().get("/ready").status_code == 200


@pytest.mark.slow
def test_what_was_held_goes_out_when_the_channel_is_on(make: Callable[..., Outbound]) -> None:
    off = make(fakes=False)
    off.ready_to_invite()
    off.invite()
    on = make()
    on.settle()
    assert len(on.texts()) == 1
    assert len(on.post.taken) == 1


@pytest.mark.slow
def test_a_held_network_stays_held_when_the_channel_comes_on(make: Callable[..., Outbound]) -> None:
    off = make(fakes=False)
    off.ready_to_invite()
    off.invite()
    off.network(sending="held")
    on = make()
    on.settle()
    assert on.texts() == []
    on._revision = on._messages = 500  # later than all that was heard before
    on.network(sending="on")
    assert len(on.texts()) == 1


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, CHANNEL_OFF),
        (ACCOUNT, NO_PUBLIC_ADDRESS),
        (ACCOUNT | {"samling_public_url": "http://samling.example.org"}, NO_PUBLIC_ADDRESS),
        (ACCOUNT | {"samling_public_url": "https://127.0.0.1:8000"}, NO_PUBLIC_ADDRESS),
        (ACCOUNT | {"samling_public_url": "https://samling.example.org"}, None),
        (ACCOUNT | {"twilio_api_base_url": "http://127.0.0.1:8001"}, None),
    ],
)
def test_real_texts_wait_for_a_public_address(settings: dict[str, Any], why: str | None) -> None:
    assert why_sms_waits(Settings(**settings)) == why


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, CHANNEL_OFF),
        ({"smtp_url": "smtp://mail.example.org"}, NO_PUBLIC_ADDRESS),
        ({"smtp_url": "smtp://mail.example.org", "samling_public_url": "https://samling.example.org"}, None),
        ({"smtp_url": "smtp://[::1]:25/"}, None),
    ],
)
def test_real_mail_waits_for_a_public_address(settings: dict[str, Any], why: str | None) -> None:
    assert why_email_waits(Settings(**settings)) == why


@pytest.mark.parametrize(
    ("url", "loopback"),
    [("http://localhost:1/", True), ("http://127.9.9.9", True), ("https://api.twilio.com", False), ("nonsense", False)],
)
def test_what_leads_no_further_than_this_machine(url: str, loopback: bool) -> None:
    assert on_loopback(url) is loopback


@pytest.mark.slow
def test_the_service_can_be_built_from_settings_alone(tmp_path: Path) -> None:
    settings = Settings(
        samling_data_dir=str(tmp_path),
        twilio_api_base_url="http://127.0.0.1:9",
        smtp_url="smtp://127.0.0.1:9/?tls=none",
        **ACCOUNT,
    )
    one = OneService(lambda runtime: service.build(settings, runtime))
    loops = {loop.name for loop in one.service.loops}
    assert {"notifications.jobs", "notifications.sms", "notifications.email"} <= loops
    one.service.close()
