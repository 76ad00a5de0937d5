"""On loopback everything that is unset is filled in; outside, nothing that would be unsafe."""

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from services import SERVICES
from services.embedded.settings import EmbeddedSettings, Ports, surroundings
from shared.settings import Unusable, read

PORTS = Ports(8000, 8001, 8025)
SANDBOX = {"TWILIO_API_BASE_URL", "SMTP_URL", "SANDBOX_INBOUND_URL", "SANDBOX_SIGN_URL", "MAIL_FROM"}
OUTSIDE = {"SAMLING_HOST": "192.0.2.7", "SAMLING_SECRET_KEY": "a key for tests only"}


def filled(environment: Mapping[str, str]) -> dict[str, str]:
    return surroundings(environment, read(EmbeddedSettings, environment), PORTS)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("example.org", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_it_is_known_who_can_reach_the_product(host: str, loopback: bool) -> None:
    assert read(EmbeddedSettings, {"SAMLING_HOST": host}).on_loopback is loopback


def test_on_loopback_phone_and_mailbox_are_the_sandbox() -> None:
    told = filled({})
    assert told["TWILIO_API_BASE_URL"] == "http://127.0.0.1:8001"
    assert told["SMTP_URL"].startswith("smtp://127.0.0.1:8025")
    assert told["SANDBOX_INBOUND_URL"] == "http://127.0.0.1:8000/api/notifications/v1/twilio/inbound"
    assert told["SAMLING_PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_outside_loopback_an_unset_channel_is_never_the_sandbox() -> None:
    assert not SANDBOX & set(filled(OUTSIDE))


def test_twin_the_same_on_loopback_would_be() -> None:
    assert set(filled(OUTSIDE | {"SAMLING_HOST": "127.0.0.1"})) >= SANDBOX


def test_a_real_account_is_not_led_to_the_sandbox() -> None:
    told = filled({"TWILIO_ACCOUNT_SID": "AC1", "SMTP_URL": "smtps://mail.example.org", "MAIL_FROM": "a@example.org"})
    assert "TWILIO_API_BASE_URL" not in told
    assert told["SMTP_URL"] == "smtps://mail.example.org"
    assert "MAIL_REPLY_DOMAIN" not in told


def test_every_service_has_a_file_of_its_own_in_the_data_folder() -> None:
    told = filled({"SAMLING_DATA_DIR": "/data"})
    urls = [told[f"{name.upper()}_DATABASE_URL"] for name in SERVICES]
    assert len(set(urls)) == len(SERVICES)
    assert all(url.startswith("sqlite:////data/") for url in urls)


def test_what_is_set_is_not_overwritten_and_what_is_empty_counts_as_unset() -> None:
    told = filled({"EVENTS_DATABASE_URL": "postgresql://db/events", "SAMLING_PUBLIC_URL": ""})
    assert told["EVENTS_DATABASE_URL"] == "postgresql://db/events"
    assert told["SAMLING_PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert filled({"SAMLING_HOST": "::1"})["SAMLING_PUBLIC_URL"] == "http://[::1]:8000"


def test_on_loopback_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = read(EmbeddedSettings, {"SAMLING_DATA_DIR": str(tmp_path)})
    assert settings.keys() == settings.keys()
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_outside_loopback_no_key_is_made(tmp_path: Path) -> None:
    settings = read(EmbeddedSettings, {"SAMLING_DATA_DIR": str(tmp_path), "SAMLING_HOST": "0.0.0.0"})
    with pytest.raises(Unusable, match="SAMLING_SECRET_KEY is not set: outside loopback"):
        settings.keys()
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_too_short_is_refused_and_not_quoted() -> None:
    settings = read(EmbeddedSettings, {"SAMLING_SECRET_KEY": "hunter2"})
    with pytest.raises(Unusable, match="at least 16") as raised:
        settings.keys()
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(Unusable, match="SAMLING_PORT: "):
        read(EmbeddedSettings, {"SAMLING_PORT": port})
