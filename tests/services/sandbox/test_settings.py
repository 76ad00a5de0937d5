import pytest

from services.sandbox.settings import Settings
from shared.settings import Unusable, read

ENVIRONMENT = {"SANDBOX_DATABASE_URL": "sqlite://"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/in", "http://[::1]:8000/in", "http://web:8000/in", "https://s.example.org"]
)
def test_the_product_may_be_at_any_web_address(url: str) -> None:
    settings = read(Settings, ENVIRONMENT | {"SANDBOX_INBOUND_URL": url, "SANDBOX_SIGN_URL": url})
    assert settings.sandbox_inbound_url == settings.sandbox_sign_url == url


def test_every_fault_is_named_at_once() -> None:
    faulty = {"SANDBOX_PORT": "x", "SANDBOX_CLIENTS": "127.0.0.0/8 everyone", "SANDBOX_INBOUND_URL": "ftp://x"}
    with pytest.raises(Unusable) as refused:
        read(Settings, faulty)
    for name in (*faulty, "SANDBOX_DATABASE_URL"):
        assert name in str(refused.value)
