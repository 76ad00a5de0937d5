"""Turns a telling into the SMS or the mail that goes out: rendered once for all, then spliced per person."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from services.notifications import texts
from services.notifications.channels.mime import Body, MailSkeleton, MailText, Recipient, in_html
from services.notifications.telling import Choice, Telling
from shared.icalendar import Attendee, CalendarEvent, Skeleton, skeleton
from shared.safe_text import one_line

KEPT = 256
PLACEHOLDER = "somebody@example.org"  # skeletons are made for anyone; the person's own address takes its place


@dataclass(frozen=True)
class Sender:
    """Whom mail comes from and where calendars answer to."""

    address: str
    reply_domain: str

    def reply_address(self, secret: str) -> str:
        return f"reply+{secret}@{self.reply_domain}"


class Renderer:
    """Writes texts of one channel; keeps what many people share. For one thread."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def sms(self, telling: Telling) -> str:
        """The whole text for this person."""
        language = texts.language_of(telling.person.language, telling.network.state)
        body, values = self._once(telling, "sms", language, lambda: self._sms(telling, language))
        return cast(Body, body).fill(values | _personal(telling, language), lambda value: value).decode()

    def mail(self, telling: Telling, *, notification_id: str, address: str, date: datetime) -> bytes:
        """The whole mail to this person; the same bytes whenever nothing changed."""
        language = texts.language_of(telling.person.language, telling.network.state)
        mail, values = self._once(telling, "email", language, lambda: self._mail(telling, language))
        person = Recipient(
            notification=notification_id,
            address=address,
            name=telling.person.name or None,
            date=date,
            reply_to=self._sender.reply_address(telling.invitation.reply_secret),
            values=values | _personal(telling, language),
            url=telling.link if telling.open else None,
            unsubscribe=f"{telling.link}/stop",
        )
        return cast(MailSkeleton, mail).fill(person)

    def _sms(self, telling: Telling, language: str) -> tuple[Body, dict[str, str]]:
        text = texts.sms(telling.occasion.name, language, telling.flags)
        return Body.cut(text, texts.SLOTS), _shared(telling, language)

    def _mail(self, telling: Telling, language: str) -> tuple[MailSkeleton, dict[str, str]]:
        occasion, flags = telling.occasion, telling.flags
        values = _shared(telling, language)
        subject = Body.cut(texts.subject(occasion.name, language, flags), texts.SLOTS).fill(values, one_line).decode()
        text, html = texts.body(occasion.name, language, flags)
        mail = MailSkeleton.of(
            MailText(subject=subject, text=text, html=html, language=language),
            sender=(self._sender.address, values["signature"]),
            slots=texts.SLOTS,
            calendar=_calendar(telling, language, values),
            method=occasion.calendar or "REQUEST",
        )
        return mail, values

    def _once(self, telling: Telling, channel: str, language: str, write: Callable[[], Any]) -> Any:
        key = (
            telling.event.id,
            telling.event.revision,
            telling.network.revision,
            telling.occasion.name,
            channel,
            language,
            telling.flags,
            telling.partstat,
            telling.data.get("offer_until"),
        )
        if key not in self._kept:
            self._kept[key] = write()
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def mail_words(telling: Telling) -> MailText:
    """What she reads in the mail, without its addresses and its calendar file."""
    language = texts.language_of(telling.person.language, telling.network.state)
    name, flags = telling.occasion.name, telling.flags
    values = _shared(telling, language) | _personal(telling, language)

    def filled(text: str, clean: Callable[[str], str] = one_line) -> str:
        return Body.cut(text, texts.SLOTS).fill(values, clean).decode()

    text, html = texts.body(name, language, flags)
    subject = filled(texts.subject(name, language, flags))
    return MailText(subject=subject, text=filled(text), html=filled(html, in_html), language=language)


def _shared(telling: Telling, language: str) -> dict[str, str]:
    """What stands in the slots of everyone who is told this."""
    event, network = telling.event, telling.network
    contact = network.state.get("contact") or {}
    place = event.state.get("place") or {}
    values = {
        "signature": network.signature,
        "when": texts.when(event.starts_at, event.timezone, language),
        "until": texts.when(telling.offer_until, event.timezone, language) if telling.offer_until else "",
        "topic": in_language(event.state.get("theme") or event.state["title"], language, network.state["languages"]),
        "place": ", ".join(part for part in (place.get("name"), place.get("address")) if part),
        "contact_name": contact.get("name") or "",
        "contact_phone": contact.get("phone") or "",
    }
    shared = {name: one_line(value) for name, value in values.items()}
    return shared | {"contact_phone": texts.number(shared["contact_phone"], language)}


def _personal(telling: Telling, language: str) -> dict[str, str]:
    """What stands in the slots of this person alone."""
    invitation = telling.invitation
    return {
        "call_name": one_line(telling.person.call_name),
        "link": telling.link,
        "yes": str(invitation.yes_digit),
        "no": str((invitation.yes_digit or 1) + 1),
        "position": str(invitation.position),
        "party": str(invitation.party_size),
        "choices": "\n".join(_choice(choice, language) for choice in telling.choices),
    }


def _choice(choice: Choice, language: str) -> str:
    named = "{call_name}, {when}: {yes} for yes, {no} for no."
    sentence = texts.say(language, named if choice.call_name else "{when}: {yes} for yes, {no} for no.")
    values = {
        "call_name": choice.call_name or "",
        "when": texts.when(choice.event.starts_at, choice.event.timezone, language),
        "yes": str(choice.yes),
        "no": str(choice.yes + 1),
    }
    return Body.cut(sentence, texts.SLOTS).fill(values, one_line).decode()


def in_language(said: Mapping[str, str], language: str, preferred: list[str]) -> str:
    """A text of an organiser in this language, or the nearest it was written in."""
    for tag in (language, *preferred, "en"):
        if tag in said:
            return said[tag]
    return next(iter(said.values()), "")


def _calendar(telling: Telling, language: str, values: Mapping[str, str]) -> Skeleton | None:
    occasion, event = telling.occasion, telling.event
    if occasion.calendar is None:
        return None
    shown = telling.open
    partstat = cast(Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE"], telling.partstat)
    calendar = CalendarEvent(
        uid=event.state["uid"],
        sequence=event.sequence,
        dtstamp=event.starts_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        summary=values["topic"] if shown else values["signature"],
        location=(values["place"] or None) if shown else None,
        organizer=(PLACEHOLDER, values["signature"]),
        attendee=Attendee(PLACEHOLDER, partstat=partstat, rsvp=False),
        language=language,
    )
    return skeleton(occasion.calendar, calendar)
