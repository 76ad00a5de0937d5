"""Who speaks a language can read all that is said in it."""

import pytest

from services.notifications.example_texts import example_texts
from services.notifications.notification import EMAIL, SMS
from services.notifications.occasions import OCCASIONS
from services.notifications.texts import CATALOGUES
from shared.translations import languages
from tests.services.notifications.outbound import Outbound


def test_every_occasion_is_there_on_each_of_its_channels() -> None:
    texts = {one["occasion"]: one for one in example_texts("nb")}
    assert list(texts) == list(OCCASIONS)
    for name, occasion in OCCASIONS.items():
        assert bool(texts[name]["sms"]) == (SMS in occasion.channels)
        assert bool(texts[name]["mails"]) == (EMAIL in occasion.channels)


def test_the_first_text_and_a_later_one_differ_and_each_refusal_is_said() -> None:
    texts = {one["occasion"]: one for one in example_texts("en")}
    closed, opened = texts["invitation"]["sms"]
    assert "Answer 1 for yes or 2 for no" in closed["text"]
    assert "Answer STOP to get no more texts." in closed["text"]
    assert closed["encoding"] == "GSM-7"
    assert "Answer YES or NO" in opened["text"]
    assert "Amina" in opened["text"]
    refused = "".join(one["text"] for one in texts["refused"]["sms"])
    assert "is over" in refused
    assert "not that many seats" in refused


@pytest.mark.parametrize("language", sorted(languages(CATALOGUES)))
@pytest.mark.slow
def test_no_language_lacks_one(language: str) -> None:
    for one in example_texts(language):
        assert all(sms["text"] and sms["parts"] for sms in one["sms"])
        assert all(mail["subject"] and mail["text"] for mail in one["mails"])


def test_over_http_only_organisers_read_them_and_only_known_languages(outbound: Outbound) -> None:
    answer = outbound.call("GET", "/texts/so")
    assert (answer.status_code, len(answer.json["texts"])) == (200, len(OCCASIONS))  # type: ignore[index]
    assert outbound.call("GET", "/texts/xx").status_code == 404
    assert outbound.call("GET", "/texts/so", role="host").status_code == 403
