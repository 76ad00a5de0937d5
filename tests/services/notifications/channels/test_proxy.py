"""The SMS provider is reached through HTTPS_PROXY, and nothing else is."""

from collections.abc import Iterator

import pytest
import requests

from services.notifications.channels.lean_http import LeanHttp, NotReached
from services.notifications.channels.outcome import Kind
from services.notifications.channels.sms import Line, TwilioTexts
from services.notifications.service import _proxy
from services.notifications.settings import Settings
from shared.http.client import ApiClient, ApiProblem
from shared.settings import read
from tests.support.small_proxy import SmallProxy


@pytest.fixture
def proxy() -> Iterator[SmallProxy]:
    with SmallProxy() as proxy:
        yield proxy


def settings(proxy: SmallProxy, base_url: str) -> Settings:
    return read(Settings, {"HTTPS_PROXY": proxy.url, "TWILIO_API_BASE_URL": base_url})


def test_the_provider_is_reached_through_the_proxy_and_without_it_nothing_was_sent(proxy: SmallProxy) -> None:
    found = settings(proxy, "https://twilio.example.org")
    line = Line("AC1", "token", found.twilio_api_base_url, sender="+447700900000")
    texts = TwilioTexts(line, LeanHttp(connections=1, proxy=_proxy(found)))
    outcome = texts.send("+447700900001", "hei")
    assert proxy.asked[0].startswith("CONNECT twilio.example.org:443 ")
    assert (outcome.kind, outcome.code) == (Kind.LATER, "no connection"), "tried again, and not taken for sent"
    texts.close()


def test_an_address_on_this_machine_is_not(proxy: SmallProxy) -> None:
    found = settings(proxy, "http://127.0.0.1:9")
    with pytest.raises(NotReached):
        LeanHttp(connections=1, proxy=_proxy(found)).request("GET", "http://127.0.0.1:9/")
    assert proxy.asked == []


def test_services_reach_each_other_without_it(proxy: SmallProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    for address in ("http://127.0.0.1:9", "https://127.0.0.1:9"):
        with pytest.raises(ApiProblem):
            ApiClient(address).get("/api/events/v1/networks")
    assert proxy.asked == []


def test_twin_a_client_that_trusts_its_surroundings_would_ask_it(
    proxy: SmallProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "")
    assert requests.get("http://events.example.org/", timeout=5).status_code == 502
    assert proxy.asked != []
