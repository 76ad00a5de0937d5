"""Reads what would be told, in which words, to how many, before any of it is sent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, Text, exists, func, or_, select, type_coerce

from services.notifications import texts
from services.notifications.channels.sms_parts import parts, why_unicode
from services.notifications.concerned import concerned, told_on
from services.notifications.example import example, text_of
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import CHANNELS, EMAIL, HELD, SMS, Notification
from services.notifications.occasions import OCCASIONS, Occasion
from services.notifications.recipient import Recipient
from services.notifications.rendering import mail_words
from services.notifications.reply_queries import Sight
from services.notifications.supposed import Group, groups_of, supposed
from services.notifications.suppression import forbidden
from shared.database import Transaction
from shared.problems import NotFound

Shown = dict[str, Any]
Groups: TypeAlias = Sequence[Row[Any] | Group]
MOST_LANGUAGES = 40
MOST_NAMED = 50


def network_of(tx: Transaction, network_id: str, sight: Sight) -> KnownNetwork:
    """The network, if the caller sees it, else NotFound."""
    network = tx.get(KnownNetwork, network_id)
    if network is None or network.organisation != sight.organisation or sight.network_id not in (None, network_id):
        raise NotFound
    return network


def event_of(tx: Transaction, network: KnownNetwork, event_id: str | None) -> KnownEvent:
    """This event of the network, or its next one, else NotFound."""
    query = select(KnownEvent).where(KnownEvent.network_id == network.id)
    if event_id is None:
        query = query.where(KnownEvent.starts_at > tx.now, KnownEvent.status != "cancelled")
        event = tx.scalar(query.order_by(KnownEvent.starts_at, KnownEvent.id).limit(1))
    else:
        event = tx.scalar(query.where(KnownEvent.id == event_id))
    if event is None:
        raise NotFound
    return event


def preview(
    tx: Transaction,
    sight: Sight,
    network_id: str,
    public_url: str,
    *,
    occasion: str,
    event_id: str | None = None,
    event: Mapping[str, Any] | None = None,
    people: Sequence[Mapping[str, Any]] | None = None,
) -> Shown:
    """The words by language, and how many people, texts and parts of texts they are for.

    `event`: facts as they would be; `people`: for whom, if that is not known here.
    """
    network, told = network_of(tx, network_id, sight), OCCASIONS[occasion]
    return _preview(tx, network, told, _event(tx, network, event_id, event), people, public_url)


def _event(tx: Transaction, network: KnownNetwork, event_id: str | None, facts: Mapping[str, Any] | None) -> KnownEvent:
    if facts is None:
        return event_of(tx, network, event_id)
    return supposed(event_of(tx, network, event_id) if event_id else None, facts)


def _preview(
    tx: Transaction,
    network: KnownNetwork,
    told: Occasion,
    event: KnownEvent,
    people: Sequence[Mapping[str, Any]] | None,
    public_url: str,
) -> Shown:
    held = _held(tx, event, told)
    groups: Groups = (
        groups_of(people) if people is not None else tx.execute(_groups(network, event, told, held=bool(held))).all()
    )
    return {
        "network_id": network.id,
        "event_id": event.id or None,
        "occasion": told.name,
        "basis": "given" if people is not None else "held" if held else "invited",
        "held": {channel: held[channel] for channel in CHANNELS},
        "languages": [
            _in_language(language, groups, told, event, network, public_url) for language in _languages(network, groups)
        ],
        **_numbers(groups, told, event, network, public_url),
        "untold": _untold(tx, network, event) if told.of_event and event.id and people is None and not held else [],
    }


def _held(tx: Transaction, event: KnownEvent, told: Occasion) -> Counter[str]:
    query = select(Notification.channel, func.count().label("total")).where(*_is_held(event, told))
    return Counter({row.channel: row.total for row in tx.execute(query.group_by(Notification.channel))})


def _is_held(event: KnownEvent, told: Occasion) -> list[ColumnElement[bool]]:
    return [Notification.event_id == event.id, Notification.occasion == told.name, Notification.state == HELD]


def _held_people(event: KnownEvent, told: Occasion) -> Select[str]:
    return select(Notification.participant_id).where(*_is_held(event, told))


def _people(event: KnownEvent, told: Occasion) -> Select[str]:
    """Who is invited; of what concerns the whole event, who heard of it or should have, and is not out of it."""
    who = concerned(event.id) if told.of_event else [Invitation.event_id == event.id]
    return select(Invitation.participant_id).where(*who)


def _ways(network: KnownNetwork, event: KnownEvent, told_before: bool) -> dict[str, ColumnElement[bool]]:
    """By channel, whether it is a way to this person, and whether she may not be told there.

    `told_before`: only those are ways on which she was told of the event.
    """
    chosen = type_coerce(Recipient.channels, Text)
    whose: dict[str, Any] = {"organisation": network.organisation, "network_id": network.id}
    ways: dict[str, ColumnElement[bool]] = {}
    for channel, contact in ((SMS, Recipient.phone), (EMAIL, Recipient.email)):
        is_one = chosen.contains(f'"{channel}"') & contact.is_not(None)
        ways[f"by_{channel}"] = is_one & Recipient.id.in_(told_on(event.id, channel)) if told_before else is_one
        ways[f"no_{channel}"] = forbidden(channel=channel, contact=contact, **whose)
    return ways


def _untold(tx: Transaction, network: KnownNetwork, event: KnownEvent) -> list[str]:
    """The first of those whom a change concerns and no message would reach."""
    ways = _ways(network, event, told_before=True)
    reached = or_(*(ways[f"by_{channel}"] & ~ways[f"no_{channel}"] for channel in CHANNELS))
    theirs = (Recipient.organisation == network.organisation, Recipient.erased_at.is_(None))
    people = select(Invitation.participant_id).where(*concerned(event.id))
    query = select(Recipient.id).where(Recipient.id.in_(people), *theirs, ~reached)
    return list(tx.scalars(query.order_by(Recipient.id).limit(MOST_NAMED)))


def _groups(network: KnownNetwork, event: KnownEvent, told: Occasion, *, held: bool) -> Select[Any]:
    """How many of these people are alike in all that decides what they are told, and how."""
    people = _held_people(event, told) if held else _people(event, told)
    ways = _ways(network, event, told_before=told.of_event and not held)
    each = select(
        Recipient.language.label("language"),
        or_(Recipient.protected, Recipient.discreet).label("private"),
        *(is_so.label(name) for name, is_so in ways.items()),
        # not by her notifications: SQLite would look for them by their network, once for each person
        exists()
        .where(
            Invitation.participant_id == Recipient.id,
            Invitation.network_id == network.id,
            Invitation.first_told_at.is_not(None),
        )
        .label("known"),
    ).where(Recipient.id.in_(people), Recipient.organisation == network.organisation, Recipient.erased_at.is_(None))
    alike = each.subquery()
    return select(*alike.c, func.count().label("total")).group_by(*alike.c)


def _languages(network: KnownNetwork, groups: Groups) -> list[str]:
    """Those of the network, then those of its people, the most frequent first."""
    spoken: Counter[str] = Counter()
    for group in groups:
        spoken[group.language] += group.total
    frequent = [language for language, _ in sorted(spoken.items(), key=lambda found: (-found[1], found[0]))]
    return list(dict.fromkeys([*network.state["languages"], *frequent]))[:MOST_LANGUAGES]


def _in_language(
    language: str, groups: Groups, told: Occasion, event: KnownEvent, network: KnownNetwork, public_url: str
) -> Shown:
    hers = [group for group in groups if group.language == language]
    telling = example(told, event, network, language, public_url)
    mail = mail_words(telling) if EMAIL in told.channels else None
    return {
        "language": language,
        "written_in": texts.language_of(language, network.state),
        "people": sum(group.total for group in hers),
        "reached": _reached(hers),
        "channels": _by_channel(hers, told),
        "sms": _cost(text_of(telling)),
        "mail": {"subject": mail.subject, "text": mail.text} if mail else None,
    }


def _cost(text: str) -> Shown:
    cost = parts(text)
    return {"text": text, "parts": cost.count, "encoding": cost.encoding, "unicode": why_unicode(text)}


def _numbers(groups: Groups, told: Occasion, event: KnownEvent, network: KnownNetwork, public_url: str) -> Shown:
    cost: dict[tuple[str, bool, bool], int] = {}
    total = 0
    for group in groups:
        key = (group.language, bool(group.known), bool(group.private))
        if group.by_sms and not group.no_sms:
            if key not in cost:
                telling = example(
                    told, event, network, group.language, public_url, first=not group.known, private=bool(group.private)
                )
                cost[key] = parts(text_of(telling)).count
            total += cost[key] * group.total
    alone = [group for group in groups if not (group.by_sms or group.by_email)]
    return {
        "people": sum(group.total for group in groups),
        "reached": _reached(groups),
        "channels": _by_channel(groups, told),
        "sms_parts": total,
        "without_channel": sum(group.total for group in alone),
        "suppressed": {
            SMS: sum(group.total for group in groups if group.by_sms and group.no_sms),
            EMAIL: sum(group.total for group in groups if group.by_email and group.no_email),
        },
    }


def _reached(groups: Iterable[Row[Any] | Group]) -> int:
    """How many would be told over one channel at least."""
    ways = ((group.total, group.by_sms and not group.no_sms, group.by_email and not group.no_email) for group in groups)
    return sum(total for total, by_sms, by_email in ways if by_sms or by_email)


def _by_channel(groups: Iterable[Row[Any] | Group], told: Occasion) -> dict[str, int]:
    """How many would be told over each."""
    counted = {
        SMS: sum(group.total for group in groups if group.by_sms and not group.no_sms),
        EMAIL: sum(group.total for group in groups if group.by_email and not group.no_email),
    }
    return {channel: counted[channel] if channel in told.channels else 0 for channel in CHANNELS}
