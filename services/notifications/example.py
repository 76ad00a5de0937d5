"""What somebody invented would be told: for a preview, and for a test to oneself."""

from datetime import timedelta
from typing import Any

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.occasions import Occasion
from services.notifications.recipient import Recipient
from services.notifications.rendering import Renderer, Sender
from services.notifications.telling import Choice, Telling

NAME = "Amina"
END_OF_LINK = "a-link-of-every-person"  # as long as a real one, so that a text has as many parts


def example(
    occasion: Occasion,
    event: KnownEvent,
    network: KnownNetwork,
    language: str,
    public_url: str,
    *,
    first: bool = True,
    private: bool = False,
) -> Telling:
    """As it is told to Amina, in this language. `first`: she was told nothing before; `private`: on a shared screen."""
    return Telling(
        occasion=occasion,
        event=event,
        network=network,
        person=_person(language, private=private),
        invitation=_invitation(occasion, event),
        data=_data(event),
        introduce=first,
        link=f"{public_url}/p/{END_OF_LINK}",
        choices=(Choice(event, None, 1),),
    )


def text_of(telling: Telling) -> str:
    """The whole SMS."""
    return Renderer(Sender("", "")).sms(telling)


def _person(language: str, *, private: bool) -> Recipient:
    return Recipient(
        id="", name=NAME, call_name=NAME, language=language, channels=[], protected=False, discreet=private
    )


def _invitation(occasion: Occasion, event: KnownEvent) -> Invitation:
    return Invitation(
        id="",
        event_id=event.id,
        yes_digit=1,
        status=min(occasion.statuses, default=None),
        answer=occasion.answer,
        party_size=1,
        position=1 if "waitlisted" in occasion.statuses else None,
    )


def _data(event: KnownEvent) -> dict[str, Any]:
    return {"offer_until": (event.starts_at - timedelta(days=1)).isoformat()}
