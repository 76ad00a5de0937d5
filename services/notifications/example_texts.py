"""Every text of a language with invented values, so that somebody who speaks it can read them all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.notifications.channels.sms_parts import parts
from services.notifications.example import NAME, example, text_of
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import EMAIL, SMS
from services.notifications.occasions import OCCASIONS, OFFER, OFFER_LAPSED, REFUSED, WHICH, Occasion
from services.notifications.rendering import mail_words
from services.notifications.telling import Choice, Telling

Shown = dict[str, Any]

STARTS_AT = datetime(2027, 3, 9, 16, tzinfo=UTC)
REASONS = ("cancelled", "over", "party_too_large", "other")
PUBLIC_URL = "https://samling.example.org"


def example_texts(language: str) -> list[Shown]:
    """By occasion, every SMS and every mail that differs from the one before."""
    return [_of(occasion, language) for occasion in OCCASIONS.values()]


def _of(occasion: Occasion, language: str) -> Shown:
    tellings = [
        _telling(occasion, language, data=data, is_open=is_open)
        for data in _data(occasion)
        for is_open in (False, True)
    ]
    texts = [text_of(telling) for telling in tellings] if SMS in occasion.channels else []
    mails = [_mail(telling) for telling in tellings] if EMAIL in occasion.channels else []
    return {
        "occasion": occasion.name,
        "sms": [_sms(text) for text in dict.fromkeys(texts)],
        "mails": [mail for number, mail in enumerate(mails) if mail not in mails[:number]],
    }


def _sms(text: str) -> Shown:
    cost = parts(text)
    return {"text": text, "encoding": cost.encoding, "parts": cost.count}


def _mail(telling: Telling) -> Shown:
    words = mail_words(telling)
    return {"subject": words.subject, "text": words.text}


def _data(occasion: Occasion) -> list[Shown]:
    if occasion is REFUSED:
        return [{"reason": reason} for reason in REASONS]
    if occasion in (OFFER, OFFER_LAPSED):
        return [{"offer_until": (STARTS_AT - timedelta(days=1)).isoformat()}, {}]
    return [{}]


def _telling(occasion: Occasion, language: str, *, data: Shown, is_open: bool) -> Telling:
    """Closed: the first text she ever gets, answered by digits; open: a later one, on a phone that she shares."""
    event = _event(language)
    told = example(occasion, event, _network(language, is_open=is_open), language, PUBLIC_URL, first=not is_open)
    told.invitation.yes_digit = None if is_open else 1
    choices = (Choice(event, NAME, 1), Choice(event, None, 3)) if occasion is WHICH else ()
    return replace(told, data=data, shared=is_open, choices=choices)


def _event(language: str) -> KnownEvent:
    place = {"name": "Biblioteket", "address": "Storgata 1"}
    state = {"uid": "example", "title": {language: "Samling"}, "theme": None, "place": place, "wording": None}
    ends_at = STARTS_AT + timedelta(hours=2)
    return KnownEvent(
        id="", revision=1, sequence=0, starts_at=STARTS_AT, ends_at=ends_at, timezone="Europe/Oslo", state=state
    )


def _network(language: str, *, is_open: bool) -> KnownNetwork:
    contact = {"name": "Ingrid", "phone": "+447700900001"}
    wording = "open" if is_open else "neutral"
    state = {"signature": "Samling", "languages": [language], "contact": contact, "wording": wording}
    return KnownNetwork(id="", revision=1, sending="on", state=state)
