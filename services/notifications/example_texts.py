"""Every text of a language with invented values, so that somebody who speaks it can read them all."""

import email
from datetime import UTC, datetime, timedelta
from email.policy import default
from typing import Any

from services.notifications.channels.sms_parts import parts
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import EMAIL, SMS
from services.notifications.occasions import OCCASIONS, OFFER, OFFER_LAPSED, REFUSED, WHICH, Occasion
from services.notifications.recipient import Recipient
from services.notifications.rendering import Renderer, Sender
from services.notifications.telling import Choice, Telling

Shown = dict[str, Any]

STARTS_AT = datetime(2027, 3, 9, 16, tzinfo=UTC)
ZONE = "Europe/Oslo"
REASONS = ("cancelled", "over", "party_too_large", "other")
ADDRESS = "amina@example.org"
LINK = "https://samling.example.org/p/AbCdEfGhIjKlMnOpQrStUv"
SENDER = Sender("samling@example.org", "example.org")


def example_texts(language: str) -> list[Shown]:
    """By occasion, every SMS and every mail that differs from the one before."""
    renderer = Renderer(SENDER)
    return [_of(renderer, occasion, language) for occasion in OCCASIONS.values()]


def _of(renderer: Renderer, occasion: Occasion, language: str) -> Shown:
    tellings = [
        _telling(occasion, language, data=data, is_open=is_open)
        for data in _data(occasion)
        for is_open in (False, True)
    ]
    texts = [renderer.sms(telling) for telling in tellings] if SMS in occasion.channels else []
    mails = [_mail(renderer, telling) for telling in tellings] if EMAIL in occasion.channels else []
    return {
        "occasion": occasion.name,
        "sms": [sms_shown(text) for text in dict.fromkeys(texts)],
        "mails": [mail for number, mail in enumerate(mails) if mail not in mails[:number]],
    }


def sms_shown(text: str) -> Shown:
    """A text with what it costs to send."""
    cost = parts(text)
    return {"text": text, "encoding": cost.encoding, "parts": cost.count}


def _mail(renderer: Renderer, telling: Telling) -> Shown:
    """As it would go out, read back."""
    raw = renderer.mail(telling, notification_id="ntf_example", address=ADDRESS, date=STARTS_AT)
    message = email.message_from_bytes(raw, policy=default)
    body = message.get_body(("plain",))
    return {"subject": str(message["Subject"]), "text": body.get_content() if body else ""}


def _data(occasion: Occasion) -> list[Shown]:
    if occasion is REFUSED:
        return [{"reason": reason} for reason in REASONS]
    if occasion in (OFFER, OFFER_LAPSED):
        return [{"offer_until": (STARTS_AT - timedelta(days=1)).isoformat()}, {}]
    return [{}]


def _telling(occasion: Occasion, language: str, *, data: Shown, is_open: bool) -> Telling:
    """Closed: the first text she ever gets, answered by digits; open: a later one, on a phone that she shares."""
    event = _event(language)
    status = next(iter(sorted(occasion.statuses)), "confirmed")
    return Telling(
        occasion=occasion,
        event=event,
        network=_network(language, is_open=is_open),
        person=_person(language),
        invitation=_invitation(status, yes_digit=None if is_open else 1),
        data=data,
        introduce=not is_open,
        link=LINK,
        choices=(Choice(event, "Amina", 1), Choice(event, None, 3)) if occasion is WHICH else (),
        shared=is_open,
    )


def _event(language: str) -> KnownEvent:
    state = {
        "uid": "example@samling.example.org",
        "title": {language: "Samling"},
        "theme": None,
        "place": {"name": "Biblioteket", "address": "Storgata 1"},
        "wording": None,
    }
    return KnownEvent(
        id="evt_example",
        organisation="",
        revision=1,
        network_id="net_example",
        sequence=0,
        status="scheduled",
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(hours=2),
        timezone=ZONE,
        state=state,
    )


def _network(language: str, *, is_open: bool) -> KnownNetwork:
    state = {
        "signature": "Samling",
        "languages": [language],
        "contact": {"name": "Ingrid", "phone": "+447700900001"},
        "wording": "open" if is_open else "neutral",
    }
    # another revision for each wording: what is kept of one must not be taken for the other
    return KnownNetwork(id="net_example", organisation="", revision=int(is_open), sending="on", state=state)


def _person(language: str) -> Recipient:
    return Recipient(
        id="prt_example",
        organisation="",
        revision=1,
        name="Amina",
        call_name="Amina",
        phone="+447700900101",
        email=ADDRESS,
        language=language,
        channels=[SMS, EMAIL],
        protected=False,
        discreet=False,
        erased_at=None,
    )


def _invitation(status: str, *, yes_digit: int | None) -> Invitation:
    return Invitation(
        id="inv_example",
        organisation="",
        revision=1,
        event_id="evt_example",
        network_id="net_example",
        participant_id="prt_example",
        link_version="1",
        announce=True,
        reply_secret="A" * 22,
        yes_digit=yes_digit,
        answer=None,
        told_at=None,
        status=status,
        registration_revision=0,
        party_size=2,
        position=3,
        first_told_at=None,
        reply_revision=0,
    )
